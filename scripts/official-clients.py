"""The platforms' own clients, pointed at the sandbox. What they read has to be the truth. The consent, which is a person's, is given here."""

import json
import sys
import urllib.parse
import urllib.request
from datetime import date, timedelta
from decimal import Decimal

from facebook_business.adobjects.adaccount import AdAccount
from facebook_business.adobjects.campaign import Campaign
from facebook_business.adobjects.user import User
from facebook_business.api import FacebookAdsApi
from facebook_business.exceptions import FacebookRequestError
from facebook_business.session import FacebookSession

ROOT = sys.argv[1]
SECRET = "sandbox-secret"
BACK = "http://localhost:8080/integrations/return"
# days that are over everywhere: their numbers do not grow any more
UNTIL = date.today() - timedelta(days=2)
SINCE = UNTIL - timedelta(days=29)


class Stay(urllib.request.HTTPRedirectHandler):
    """Where a redirect leads is what is asked for."""

    def redirect_request(self, *args):
        return None


def get(path, **query):
    with urllib.request.urlopen(f"{ROOT}{path}?{urllib.parse.urlencode(query)}") as answer:
        return json.load(answer)


def consent(path, scopes, **asked):
    """Allows everything on the consent page; what comes back in the query."""
    fields = [*asked.items(), ("sandbox_decision", "allow"), *(("sandbox_scope", scope) for scope in scopes)]
    body = urllib.parse.urlencode(fields).encode()
    try:
        urllib.request.build_opener(Stay).open(f"{ROOT}{path}", body)
    except urllib.error.HTTPError as redirect:
        location = urllib.parse.urlparse(redirect.headers["Location"])
        return dict(urllib.parse.parse_qsl(location.query))
    raise SystemExit(f"{path} did not send the person back")


def meta():
    scopes = ["ads_read", "ads_management", "business_management"]
    asked = {"client_id": "4711", "redirect_uri": BACK, "state": "s", "response_type": "code", "scope": ",".join(scopes)}
    back = consent("/meta/www/v26.0/dialog/oauth", scopes, **asked)
    assert back["state"] == "s"
    app = {"client_id": "4711", "client_secret": SECRET}
    token = get("/meta/graph/v26.0/oauth/access_token", **app, redirect_uri=BACK, code=back["code"])["access_token"]

    FacebookSession.GRAPH = f"{ROOT}/meta/graph"
    FacebookAdsApi.init("4711", SECRET, token, api_version="v26.0")
    accounts = list(User("me").get_ad_accounts(fields=["account_id", "name", "currency", "timezone_name"]))
    assert accounts, "no accounts"
    for account in accounts:
        campaigns = list(account.get_campaigns(fields=["id", "name", "status", "objective"], params={"limit": 2}))
        assert campaigns, account
        window = {"since": SINCE.isoformat(), "until": UNTIL.isoformat()}
        params = {"level": "ad", "time_increment": 1, "time_range": window, "limit": 50}
        rows = list(account.get_insights(fields=["impressions", "spend", "ad_id"], params=params))
        truth = get("/control/truth", platform="meta", account=account["account_id"], **{"from": SINCE, "to": UNTIL})
        spend = sum(Decimal(row["spend"]) for row in rows) * 1_000_000
        impressions = sum(int(row["impressions"]) for row in rows)
        total = truth["total"]
        assert (spend, impressions) == (total["spend_micros"], total["impressions"]), (account, spend, impressions, total)
        print(f"meta  {account['name']}: {len(campaigns)} campaigns, {len(rows)} rows, {impressions} impressions, "
              f"{spend / 1_000_000} {account['currency']}: as it is")

    campaign = Campaign(campaigns[0]["id"])
    campaign.api_update(params={"status": Campaign.Status.paused})
    assert campaign.api_get(fields=["status"])["status"] == "PAUSED"
    try:
        AdAccount("act_1").get_campaigns(fields=["id"])
    except FacebookRequestError as error:
        print(f"meta  a foreign account is refused: {error.api_error_code()}")
    else:
        raise SystemExit("a foreign account was shown")


meta()
