"""X, by twitter-ads (Ads API, OAuth 1.0a) and xdk (API v2, OAuth 2.0 with PKCE). The older one knows version 11 of the Ads API and
another domain; both are constants."""

from datetime import datetime, time, timedelta

import twitter_ads
from requests_oauthlib import OAuth1Session
from xdk import Client as Xdk

from . import stage

twitter_ads.API_VERSION = "12"

# after the version: it becomes a part of the client's addresses
from twitter_ads.account import Account  # noqa: E402
from twitter_ads.campaign import Campaign  # noqa: E402
from twitter_ads.client import Client  # noqa: E402
from twitter_ads.error import Forbidden, NotAuthorized, RateLimit  # noqa: E402
from twitter_ads.http import Request  # noqa: E402

Request._DEFAULT_DOMAIN = f"{stage.ROOT}/twitter/ads"
PLACES = ["ALL_ON_TWITTER", "SPOTLIGHT", "TREND"]
GROUPS = ["ENGAGEMENT", "BILLING"]
IDS = 20
# seven are allowed, by the clock: a week in which clocks go back is longer
DAYS = 6


def sign_in():
    api = f"{stage.ROOT}/twitter/api/oauth"
    session = OAuth1Session(stage.APP, client_secret=stage.SECRET, callback_uri=stage.BACK)
    asked = session.fetch_request_token(f"{api}/request_token")
    back = stage.consent(session.authorization_url(f"{api}/authorize"), [])
    stage.same("request token", back["oauth_token"], asked["oauth_token"])
    session = OAuth1Session(stage.APP, stage.SECRET, asked["oauth_token"], asked["oauth_token_secret"], verifier=back["oauth_verifier"])
    told = session.fetch_access_token(f"{api}/access_token")
    return Client(stage.APP, stage.SECRET, told["oauth_token"], told["oauth_token_secret"]), told


def run():
    client, who = sign_in()
    accounts = list(Account.all(client, count=2))
    stage.accounts("twitter", [(account.id, account.name, None, account.timezone) for account in accounts])
    for place, account in enumerate(accounts):
        campaigns = [campaign.id for campaign in account.campaigns(with_deleted=True, count=2)]
        report = stage.Report()
        # the first by a job, which may ask for all days at once
        (by_job if place == 0 else at_once)(account, campaigns, report)
        report.compare("twitter", account.id, account.name, campaigns)
    write(account)
    refusals(client, account)
    version_2(who)


def parts(campaigns):
    return (campaigns[start:start + IDS] for start in range(0, len(campaigns), IDS))


def window(first, days):
    """Days as the client writes them: dates, which begin where the account is; the end is not included."""
    last = min(first + timedelta(days=days), stage.UNTIL + timedelta(days=1))
    return {"start_time": datetime.combine(first, time()), "end_time": datetime.combine(last, time()), "granularity": "DAY"}


def add(report, rows):
    for row in rows:
        for part in row["id_data"]:
            count = lambda name: sum(part["metrics"][name] or [0])  # noqa: B023, E731
            numbers = {"impressions": count("impressions"), "clicks": count("url_clicks")}
            report.add(row["id"], **numbers, spend_micros=count("billed_charge_local_micro"))


def at_once(account, campaigns, report):
    for start in range(0, (stage.UNTIL - stage.SINCE).days + 1, DAYS):
        days = window(stage.SINCE + timedelta(days=start), DAYS)
        for ids in parts(campaigns):
            for place in PLACES:
                add(report, Campaign.all_stats(account, ids, GROUPS, placement=place, **days))


def by_job(account, campaigns, report):
    days = window(stage.SINCE, 90)
    for ids in parts(campaigns):
        jobs = [Campaign.queue_async_stats_job(account, ids, GROUPS, placement=place, **days).id for place in PLACES]
        for _ in range(5):
            told = list(Campaign.async_stats_job_result(account, job_ids=jobs))
            if all(job.status == "SUCCESS" for job in told):
                break
        stage.same("jobs", sorted(job.id for job in told if job.status == "SUCCESS"), sorted(jobs))
        for job in told:
            # the client asks for the path at the host of the address
            add(report, Campaign.async_stats_job_data(account, url=job.url)["data"])


def write(account):
    campaign = next(campaign for campaign in account.campaigns() if campaign.entity_status == "ACTIVE")
    campaign.entity_status = "PAUSED"
    campaign.save()
    stage.same("status of a paused campaign", account.campaigns(id=campaign.id).entity_status, "PAUSED")


def refusals(client, account):
    def refused(error, call):
        try:
            call()
        except error as told:
            return told
        raise stage.Wrong(f"not refused by {error.__name__}")

    refused(Forbidden, lambda: Account.load(client, "zzz"))
    stranger = Client(stage.APP, stage.SECRET, client.access_token, "x")
    told = refused(NotAuthorized, lambda: Account.all(stranger))
    stage.same("code of a wrong signature", told.details[0]["code"], "UNAUTHORIZED_ACCESS")
    stage.fault("twitter", "rate_limit", "campaigns")
    told = refused(RateLimit, lambda: account.campaigns())
    if int(told.reset_at) <= datetime.now().timestamp():
        raise stage.Wrong(f"too many calls until {told.reset_at}")
    stage.say("twitter", "a campaign is paused; foreign accounts, wrong signatures and too many calls are refused")


def version_2(who):
    """OAuth 2.0: who signed in is the person of OAuth 1.0a."""
    ends = {"base_url": f"{stage.ROOT}/twitter/api", "authorization_base_url": f"{stage.ROOT}/twitter/www/i"}
    app = {"client_id": stage.APP, "client_secret": stage.SECRET, "redirect_uri": stage.BACK}
    scopes = ["tweet.read", "users.read", "offline.access"]
    client = Xdk(**ends, **app, scope=scopes)
    back = stage.consent(client.get_authorization_url(state="s"), scopes)
    first = client.exchange_code(back["code"])
    second = client.refresh_token()
    if first["access_token"] == second["access_token"]:
        raise stage.Wrong("the token was not renewed")
    told = client.users.get_me(user_fields=["id", "name", "username"])
    person = told.data if isinstance(told.data, dict) else told.data.model_dump()
    stage.same("who signed in", (person["id"], person["username"]), (who["user_id"], who["screen_name"]))
    stage.say("twitter", f"xdk: {person['username']} signs in by OAuth 2.0, and the token is renewed")
