"""Meta, by facebook-business: the address of the Graph API is the client's own setting."""

import urllib.parse

from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.campaign import Campaign
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

from . import stage

VERSION = "v26.0"
# who does not ask for what is archived or deleted does not see it
EVERY = ["ACTIVE", "PAUSED", "ARCHIVED", "DELETED"]


def sign_in():
    """The client has no part in this: Facebook Login is a page and one call."""
    scopes = ["ads_read", "ads_management", "business_management"]
    page = f"{stage.ROOT}/meta/www/{VERSION}/dialog/oauth"
    asked = {"client_id": stage.APP, "redirect_uri": stage.BACK, "state": "s", "response_type": "code"}
    query = urllib.parse.urlencode({**asked, "scope": ",".join(scopes)})
    back = stage.consent(f"{page}?{query}", scopes)
    app = {"client_id": stage.APP, "client_secret": stage.SECRET, "redirect_uri": stage.BACK}
    return stage.get(f"/meta/graph/{VERSION}/oauth/access_token", **app, code=back["code"])["access_token"]


def run():
    FacebookSession.GRAPH = f"{stage.ROOT}/meta/graph"
    FacebookAdsApi.init(stage.APP, stage.SECRET, sign_in(), api_version=VERSION)
    fields = ["account_id", "name", "currency", "timezone_name"]
    accounts = list(User("me").get_ad_accounts(fields=fields, params={"limit": 2}))
    stage.accounts("meta", [tuple(account[field] for field in fields) for account in accounts])
    for account in accounts:
        report, campaigns = read(account)
        report.compare("meta", account["account_id"], account["name"], campaigns)
    # a comparison that cannot fail would say nothing
    stage.restate("meta", account["account_id"])
    try:
        report.compare("meta", account["account_id"], account["name"], campaigns)
    except stage.Wrong:
        read(account)[0].compare("meta", account["account_id"], f"{account['name']}, corrected", campaigns)
    else:
        raise stage.Wrong("a correction was not noticed")

    campaign = Campaign(campaigns[0])
    campaign.api_update(params={"status": Campaign.Status.paused})
    stage.same("status of a paused campaign", campaign.api_get(fields=["status"])["status"], "PAUSED")
    stage.same("code of a foreign account", refused(AdAccount("act_1")), 100)
    stage.fault("meta", "rate_limit", "campaigns")
    stage.same("code of too many calls", refused(account), 80_004)
    stage.say("meta", "a campaign is paused; foreign accounts and too many calls are refused")


def read(account):
    """Numbers by ad and day, and the ids of all campaigns, in small pages."""
    campaigns = account.get_campaigns(fields=["id"], params={"limit": 2, "effective_status": EVERY})
    report = stage.Report()
    window = {"since": stage.SINCE.isoformat(), "until": stage.UNTIL.isoformat()}
    params = {"level": "ad", "time_increment": 1, "time_range": window, "limit": 50}
    for row in account.get_insights(fields=["campaign_id", "impressions", "clicks", "spend"], params=params):
        numbers = {"impressions": int(row["impressions"]), "clicks": int(row["clicks"])}
        report.add(row["campaign_id"], **numbers, spend_micros=stage.micros(row["spend"]))
    return report, [campaign["id"] for campaign in campaigns]


def refused(account):
    try:
        account.get_campaigns(fields=["id"])
    except FacebookRequestError as error:
        return error.api_error_code()
    raise stage.Wrong(f"campaigns of {account} were shown")
