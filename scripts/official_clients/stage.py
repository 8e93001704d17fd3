"""What every client needs: where the sandbox is, the person who consents, and the truth to compare with. Knows no platform."""

import json
import os
import urllib.error
import urllib.parse
import urllib.request
from collections import Counter
from datetime import date, timedelta
from decimal import Decimal

ROOT = os.environ["SANDBOX"]
SECRET = "sandbox-secret"
APP = "4711"
BACK = "http://localhost:8080/integrations/return"
# days that are over everywhere: their numbers do not grow any more
UNTIL = date.today() - timedelta(days=2)
SINCE = UNTIL - timedelta(days=29)


class Wrong(Exception):
    """A client read something else than what is true, or was let in where it should not be."""


class Stay(urllib.request.HTTPRedirectHandler):
    """Where a redirect leads is what is asked for."""

    def redirect_request(self, *args):
        return None


def get(path, **query):
    with urllib.request.urlopen(f"{ROOT}{path}?{urllib.parse.urlencode(query)}") as answer:
        return json.load(answer)


def post(path, **form):
    with urllib.request.urlopen(f"{ROOT}{path}", urllib.parse.urlencode(form).encode()) as answer:
        return json.load(answer)


def control(path, **asked):
    headers = {"content-type": "application/json"}
    urllib.request.urlopen(urllib.request.Request(f"{ROOT}/control/{path}", json.dumps(asked).encode(), headers)).close()


def fault(platform, kind, path):
    """The next call whose path has `path` in it fails so."""
    control("faults", platform=platform, kind=kind, path_contains=path)


def restate(platform, account):
    """The account's numbers are corrected, as platforms do weeks afterwards."""
    control("restate", platform=platform, account=account, factor="1.5", **{"from": str(SINCE), "to": str(UNTIL)})


def consent(address, scopes):
    """Allows `scopes` on the page that an app sent a person to; what comes back in the query."""
    page, _, query = address.partition("?")
    asked = urllib.parse.parse_qsl(query)
    fields = [*asked, ("sandbox_decision", "allow"), *(("sandbox_scope", scope) for scope in scopes)]
    try:
        urllib.request.build_opener(Stay).open(page, urllib.parse.urlencode(fields).encode())
    except urllib.error.HTTPError as answer:
        if answer.code not in (302, 303):
            raise Wrong(f"{page} answered {answer.code}: {answer.read(500)}") from None
        back = answer.headers["Location"]
    else:
        raise Wrong(f"{page} did not send the person back")
    if not back.startswith(BACK):
        raise Wrong(f"{page} sent the person to {back}")
    told = dict(urllib.parse.parse_qsl(urllib.parse.urlparse(back).query))
    # not every platform repeats it: X's OAuth 1.0a has none
    same("state", told.get("state"), dict(asked).get("state"))
    return told


def same(what, told, true):
    if told != true:
        raise Wrong(f"{what}: the client read {told!r}, the truth is {true!r}")


def micros(units):
    """An amount in units, as text, in millionths; what has more places than that is no amount."""
    amount = Decimal(units) * 1_000_000
    same(f"places of {units}", amount, amount.to_integral_value())
    return int(amount)


def accounts(platform, told):
    """Compares accounts, as id, name, currency and zone (None for what the platform does not tell), with those there are."""
    known = {account["id"]: account for account in get("/control/accounts")[platform]}
    same(f"{platform} accounts", sorted(id for id, *_ in told), sorted(known))
    for id, *rest in told:
        for name, value in zip(("name", "currency", "time_zone"), rest, strict=True):
            same(f"{platform} {id} {name}", value, known[id][name] if value is not None else None)
    say(platform, f"{len(told)} accounts: as they are")


class Report:
    """Sums by campaign of the rows that a client read."""

    def __init__(self):
        self.rows = 0
        self.sums = {}

    def add(self, campaign, **numbers):
        """A row: impressions, clicks, spend_micros and so on, whole numbers all of them."""
        self.rows += 1
        self.sums.setdefault(campaign, Counter()).update(numbers)

    def compare(self, platform, account, name, campaigns):
        """All campaigns and all their numbers have to be the truth of the days; `campaigns` are those that were listed."""
        truth = get("/control/truth", platform=platform, account=account, **{"from": SINCE, "to": UNTIL})
        same(f"{platform} campaigns of {account}", sorted(campaigns), sorted(truth["campaigns"]))
        names = sorted({name for numbers in self.sums.values() for name in numbers})
        if not {"impressions", "spend_micros"} <= set(names) or truth["total"]["impressions"] == 0:
            raise Wrong(f"{platform} {account}: nothing was compared")
        same(f"{platform} {account}: campaigns with numbers", set(self.sums) - set(truth["campaigns"]), set())
        for campaign, true in truth["campaigns"].items():
            for number in names:
                told = self.sums.get(campaign, Counter())[number]
                same(f"{platform} {account} campaign {campaign} {number}", told, true[number])
        total = sum(self.sums.values(), Counter())
        for number in names:
            same(f"{platform} {account} {number}", total[number], truth["total"][number])
        spend = Decimal(total["spend_micros"]) / 1_000_000
        say(platform, f"{name}: {len(campaigns)} campaigns, {self.rows} rows, {total['impressions']} impressions, "
                      f"{spend} {truth['currency']} ({', '.join(names)}): as it is")


def say(platform, text):
    print(f"{platform:<9} {text}", flush=True)
