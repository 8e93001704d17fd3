"""LinkedIn, by linkedin-api-client: its addresses are constants. It writes and tunnels queries as Rest.li wants them. A campaign of the
truth is a campaign group here."""

from linkedin_api.common import constants

from . import stage

constants.OAUTH_BASE_URL = f"{stage.ROOT}/linkedin/www/oauth/v2"
constants.NON_VERSIONED_BASE_URL = f"{stage.ROOT}/linkedin/api/v2"
constants.VERSIONED_BASE_URL = f"{stage.ROOT}/linkedin/api/rest"

# after the constants: one of the client's modules keeps what they were
from linkedin_api.clients.auth.client import AuthClient  # noqa: E402
from linkedin_api.clients.restli.client import RestliClient  # noqa: E402
from linkedin_api.clients.restli.utils import query_tunneling  # noqa: E402

VERSION = "202611"
SCOPES = ["openid", "profile", "email", "r_basicprofile", "r_ads", "rw_ads", "r_ads_reporting"]
EVERY = ["ACTIVE", "PAUSED", "ARCHIVED", "COMPLETED", "CANCELED", "DRAFT", "PENDING_DELETION", "REMOVED"]


class Api:
    """The client with its token and version; what is not answered with `status` is wrong."""

    def __init__(self, token):
        self.client, self.asked = RestliClient(), {"access_token": token, "version_string": VERSION}

    def call(self, method, status, path, **asked):
        told = getattr(self.client, method)(resource_path=path, **{**self.asked, **asked})
        if told.status_code != status:
            raise stage.Wrong(f"{method} {path} answered {told.status_code}: {told.response.text}")
        return told

    def pages(self, path, query, **asked):
        """All elements of a list, in small pages."""
        rows, page = [], None
        while True:
            params = {**query, "pageSize": 2, **({"pageToken": page} if page else {})}
            told = self.call("finder", 200, path, finder_name="search", query_params=params, **asked)
            rows += told.elements
            # the client looks for it where it never is
            page = told.response.json()["metadata"].get("nextPageToken")
            if page is None:
                return rows
            stage.same("rows of a page that is not the last", len(told.elements), 2)


def sign_in():
    auth = AuthClient(stage.APP, stage.SECRET, stage.BACK)
    back = stage.consent(auth.generate_member_auth_url(SCOPES, "s"), SCOPES)
    first = auth.exchange_auth_code_for_access_token(back["code"])
    second = auth.exchange_refresh_token_for_access_token(first.refresh_token)
    told = auth.introspect_access_token(second.access_token)
    stage.same("a renewed token", (told.active, told.status, sorted(told.scope.split(","))), (True, "active", sorted(SCOPES)))
    return second.access_token


def run():
    api = Api(sign_in())
    # without a version, with one, and with a revision of it
    person = api.call("get", 200, "/userinfo", version_string=None).entity["sub"]
    for version in (None, VERSION, f"{VERSION}.01"):
        stage.same("who it is", api.call("get", 200, "/me", version_string=version).entity["id"], person)
    search = {"search": {"status": {"values": EVERY}}}
    accounts = api.pages("/adAccounts", search)
    stage.accounts("linkedin", [(str(row["id"]), row["name"], row["currency"], None) for row in accounts])
    for account in accounts:
        id = str(account["id"])
        groups = api.pages("/adAccounts/{id}/adCampaignGroups", search, path_keys={"id": id})
        rows = numbers(api, id)
        # what the client puts into a body because it is long has to mean the same
        longest, query_tunneling.MAX_QUERY_STRING_LENGTH = query_tunneling.MAX_QUERY_STRING_LENGTH, 100
        stage.same("rows of a query in a body", numbers(api, id), rows)
        query_tunneling.MAX_QUERY_STRING_LENGTH = longest
        report = stage.Report()
        for row in rows:
            group = row["pivotValues"][0].removeprefix("urn:li:sponsoredCampaignGroup:")
            spend = stage.micros(row["costInLocalCurrency"])
            report.add(group, impressions=row["impressions"], clicks=row["clicks"], spend_micros=spend)
        report.compare("linkedin", id, account["name"], [str(group["id"]) for group in groups])
    write(api, id, next(group["id"] for group in groups if group["status"] == "ACTIVE"))
    refusals(api, id)


def numbers(api, account):
    day = lambda day: {"year": day.year, "month": day.month, "day": day.day}  # noqa: E731
    params = {
        "pivot": "CAMPAIGN_GROUP",
        "timeGranularity": "DAILY",
        "dateRange": {"start": day(stage.SINCE), "end": day(stage.UNTIL)},
        "accounts": [f"urn:li:sponsoredAccount:{account}"],
        "fields": "impressions,clicks,costInLocalCurrency,dateRange,pivotValues",
    }
    return api.call("finder", 200, "/adAnalytics", finder_name="analytics", query_params=params).elements


def write(api, account, group):
    keys = {"account": account, "id": group}
    path = "/adAccounts/{account}/adCampaignGroups/{id}"
    api.call("partial_update", 204, path, path_keys=keys, patch_set_object={"status": "PAUSED"})
    told = api.call("get", 200, path, path_keys=keys).entity
    stage.same("status of a paused group", (told["id"], told["status"]), (group, "PAUSED"))
    entity = {"account": f"urn:li:sponsoredAccount:{account}", "name": "مجموعة جديدة", "status": "DRAFT",
              "runSchedule": {"start": 4_102_444_800_000}}
    made = api.call("create", 201, "/adAccounts/{account}/adCampaignGroups", path_keys={"account": account}, entity=entity)
    keys["id"] = made.entity_id
    stage.same("name of a new group", api.call("get", 200, path, path_keys=keys).entity["name"], entity["name"])
    api.call("delete", 204, path, path_keys=keys)


def refusals(api, account):
    path = "/adAccounts/{id}/adCampaignGroups"
    search = {"finder_name": "search", "query_params": {"search": {"status": {"values": ["ACTIVE"]}}}}
    api.call("finder", 404, path, path_keys={"id": 1}, **search)
    api.call("finder", 401, path, path_keys={"id": account}, access_token="x", **search)
    api.call("finder", 426, path, path_keys={"id": account}, version_string="202511", **search)
    stage.fault("linkedin", "rate_limit", "adCampaignGroups")
    api.call("finder", 429, path, path_keys={"id": account}, **search)
    stage.say("linkedin", "a group is paused, another made and deleted; what has to be refused is")
