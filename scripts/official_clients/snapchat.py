"""Snapchat, whose owner has no client for its Marketing API, by tap-snapchat-ads: the singer project's, made for the API itself. It renews
its token, reads lists and the daily numbers of campaigns, and waits when told to; its addresses are constants."""

import collections
import collections.abc
import contextlib
import io
import urllib.parse
from collections import defaultdict
from datetime import timedelta
from zoneinfo import ZoneInfo

# a part of the client is older than Python 3.10, which has this in one place only
collections.Mapping = collections.abc.Mapping

import singer  # noqa: E402
from singer import metadata  # noqa: E402
from singer.utils import strptime_to_utc  # noqa: E402
from tap_snapchat_ads import client as tap  # noqa: E402
from tap_snapchat_ads.discover import discover  # noqa: E402
from tap_snapchat_ads.sync import sync  # noqa: E402

from . import stage  # noqa: E402

tap.API_URL = f"{stage.ROOT}/snapchat/api"
tap.SNAPCHAT_TOKEN_URL = f"{stage.ROOT}/snapchat/accounts/login/oauth2/access_token"
OBJECTS = ["ad_accounts", "campaigns", "ad_squads", "ads"]
NUMBERS = ["campaign_stats_daily"]


def sign_in():
    """The client takes a refresh token; a person's consent and the first token are left to its user."""
    scope = "snapchat-marketing-api"
    asked = {"response_type": "code", "client_id": stage.APP, "redirect_uri": stage.BACK, "scope": scope, "state": "s"}
    query = urllib.parse.urlencode(asked)
    back = stage.consent(f"{stage.ROOT}/snapchat/accounts/login/oauth2/authorize?{query}", [scope])
    form = {"grant_type": "authorization_code", "client_id": stage.APP, "client_secret": stage.SECRET, "redirect_uri": stage.BACK}
    told = stage.post("/snapchat/accounts/login/oauth2/access_token", **form, code=back["code"])
    return told["refresh_token"]


def run():
    with tap.SnapchatClient(stage.APP, stage.SECRET, sign_in(), None) as client:
        # objects that did not change since the beginning are left out
        told = {**read(client, OBJECTS, "2015-01-01"), **read(client, NUMBERS, stage.SINCE - timedelta(days=1))}
        accounts = told["ad_accounts"]
        stage.accounts("snapchat", [(row["id"], row["name"], row["currency"], row["timezone"]) for row in accounts])
        home = {campaign["id"]: campaign["ad_account_id"] for campaign in told["campaigns"]}
        for account in accounts:
            report = stage.Report()
            zone = ZoneInfo(account["timezone"])
            for row in told["campaign_stats_daily"]:
                day = strptime_to_utc(row["start_time"]).astimezone(zone).date()
                if home[row["id"]] == account["id"] and stage.SINCE <= day <= stage.UNTIL:
                    numbers = {"impressions": row["impressions"], "clicks": row["swipes"], "spend_micros": row["spend"]}
                    report.add(row["id"], **{name: whole(value) for name, value in numbers.items()})
            campaigns = [campaign for campaign, owner in home.items() if owner == account["id"]]
            report.compare("snapchat", account["id"], account["name"], campaigns)
        squads = {squad["id"]: squad["campaign_id"] for squad in told["ad_squads"]}
        stage.same("campaigns of ad squads", set(squads.values()) - set(home), set())
        stage.same("ad squads of ads", {ad["ad_squad_id"] for ad in told["ads"]} - set(squads), set())
        stage.same("ads", len(told["ads"]), sum(row["ads"] for row in stage.get("/control/accounts")["snapchat"]))
        refusals(client, account["id"])


def whole(number):
    stage.same("a whole number", number, int(number))
    return int(number)


def read(client, streams, since):
    """What the client wrote out, by stream."""
    catalog = discover()
    for entry in catalog.streams:
        marks = metadata.to_map(entry.metadata)
        entry.metadata = metadata.to_list(metadata.write(marks, (), "selected", entry.stream in streams))
    config = {"start_date": f"{since}T00:00:00Z", "page_size": "50"}
    written, rows = io.StringIO(), defaultdict(list)
    with contextlib.redirect_stdout(written):
        sync(client, config, catalog, {})
    for line in written.getvalue().splitlines():
        told = singer.parse_message(line)
        if isinstance(told, singer.RecordMessage):
            rows[told.stream].append(told.record)
    return rows


def refusals(client, account):
    def refused(kind, path):
        try:
            client.get(f"{client.base_url}/{path}", endpoint=path)
        except kind:
            return
        raise stage.Wrong(f"{path} was answered")

    nobody = "00000000-0000-4000-8000-000000000000"
    refused(tap.SnapchatNotFoundError, f"campaigns/{nobody}")
    refused(tap.SnapchatNotFoundError, f"adaccounts/{nobody}/campaigns")
    refused(tap.SnapchatBadRequestError, f"adaccounts/{account}/campaigns?limit=nose")
    # the client waits, and asks once more
    stage.fault("snapchat", "rate_limit", "campaigns")
    client.get(f"{client.base_url}/adaccounts/{account}/campaigns", endpoint="campaigns")
    stage.say("snapchat", "what is not there or wrong is refused, and too many calls are waited for")
