"""Google, by google-ads and google-auth-oauthlib. The client speaks gRPC only, so its channel is replaced by one that speaks REST as
Google's own front does (`rest.py`); all else is the client's own: services, messages, pagers, headers, errors."""

from google.ads.googleads.client import GoogleAdsClient
from google.ads.googleads.errors import GoogleAdsException
from google.api_core import grpc_helpers
from google.api_core.exceptions import ResourceExhausted
from google.auth.transport.requests import Request
from google_auth_oauthlib.flow import Flow

from . import stage
from .rest import Rest

VERSION = "v26"
SCOPE = "https://www.googleapis.com/auth/adwords"


def sign_in():
    ends = {"auth_uri": f"{stage.ROOT}/google/accounts/o/oauth2/v2/auth", "token_uri": f"{stage.ROOT}/google/oauth/token"}
    app = {"web": {"client_id": stage.APP, "client_secret": stage.SECRET, **ends}}
    flow = Flow.from_client_config(app, [SCOPE], redirect_uri=stage.BACK)
    address, _ = flow.authorization_url(access_type="offline", prompt="consent")
    back = stage.consent(address, [SCOPE])
    flow.fetch_token(code=back["code"])
    credentials = flow.credentials
    first = credentials.token
    credentials.refresh(Request())
    if credentials.token == first:
        raise stage.Wrong("the token was not renewed")
    return credentials


def client(credentials, manager=None):
    return GoogleAdsClient(credentials, "d" * 22, login_customer_id=manager, version=VERSION, use_proto_plus=True)


def run():
    credentials = sign_in()
    grpc_helpers.create_channel = lambda host, credentials, **_: Rest(f"{stage.ROOT}/google/ads", credentials)
    alone = client(credentials)
    entered = alone.get_service("CustomerService").list_accessible_customers().resource_names
    accounts, manager = of_manager(alone, [name.removeprefix("customers/") for name in entered])
    stage.accounts("google", accounts)

    ads = client(credentials, manager).get_service("GoogleAdsService")
    for id, name, *_ in accounts:
        campaigns = ads.search(customer_id=id, query="SELECT campaign.id, campaign.status FROM campaign")
        campaigns = {str(row.campaign.id): row.campaign.status.name for row in campaigns}
        report = stage.Report()
        query = ("SELECT campaign.id, ad_group_ad.ad.id, segments.date, metrics.impressions, metrics.clicks, metrics.cost_micros "
                 f"FROM ad_group_ad WHERE segments.date BETWEEN '{stage.SINCE}' AND '{stage.UNTIL}'")
        for batch in ads.search_stream(customer_id=id, query=query):
            for row in batch.results:
                metrics = row.metrics
                numbers = {"impressions": metrics.impressions, "clicks": metrics.clicks, "spend_micros": metrics.cost_micros}
                report.add(str(row.campaign.id), **numbers)
        report.compare("google", id, name, campaigns)
    write(client(credentials, manager), id, next(key for key, status in campaigns.items() if status == "ENABLED"))
    refusals(client(credentials), client(credentials, manager), id)


def of_manager(alone, entered):
    """The accounts below the manager, and the manager's id."""
    query = ("SELECT customer_client.id, customer_client.descriptive_name, customer_client.currency_code, customer_client.time_zone, "
             "customer_client.manager FROM customer_client WHERE customer_client.level <= 1")
    for id in entered:
        rows = [row.customer_client for row in alone.get_service("GoogleAdsService").search(customer_id=id, query=query)]
        if any(row.manager and str(row.id) == id for row in rows):
            below = [row for row in rows if not row.manager]
            return [(str(row.id), row.descriptive_name, row.currency_code, row.time_zone) for row in below], id
    raise stage.Wrong("there is no manager")


def write(client, customer, campaign):
    """Pauses a campaign; makes one with its budget in one go, each by a name that stands for what does not exist yet, and removes it."""
    ads, service = client.get_service("GoogleAdsService"), client.get_service("CampaignService")
    status = lambda name: [row.campaign.status.name for row in ads.search(  # noqa: E731
        customer_id=customer, query=f"SELECT campaign.status FROM campaign WHERE campaign.resource_name = '{name}'")]
    pause = client.get_type("CampaignOperation")
    pause.update.resource_name = service.campaign_path(customer, campaign)
    pause.update.status = client.enums.CampaignStatusEnum.PAUSED
    pause.update_mask.paths.append("status")
    told = service.mutate_campaigns(customer_id=customer, operations=[pause])
    stage.same("name of a changed campaign", told.results[0].resource_name, pause.update.resource_name)
    stage.same("status of a paused campaign", status(pause.update.resource_name), ["PAUSED"])

    first, second = client.get_type("MutateOperation"), client.get_type("MutateOperation")
    budget, made = first.campaign_budget_operation.create, second.campaign_operation.create
    budget.resource_name, budget.amount_micros = f"customers/{customer}/campaignBudgets/-1", 50_000_000
    budget.explicitly_shared = False
    made.resource_name, made.name = service.campaign_path(customer, -2), "حملة جديدة"
    made.campaign_budget, made.status = budget.resource_name, client.enums.CampaignStatusEnum.PAUSED
    made.advertising_channel_type = client.enums.AdvertisingChannelTypeEnum.SEARCH
    made.contains_eu_political_advertising = client.enums.EuPoliticalAdvertisingStatusEnum.DOES_NOT_CONTAIN_EU_POLITICAL_ADVERTISING
    client.copy_from(made.target_spend, client.get_type("TargetSpend"))
    asked = client.get_type("MutateGoogleAdsRequest")
    asked.customer_id, asked.mutate_operations = customer, [first, second]
    asked.response_content_type = client.enums.ResponseContentTypeEnum.MUTABLE_RESOURCE
    told = ads.mutate(request=asked).mutate_operation_responses
    name = told[1].campaign_result.resource_name
    stage.same("a new campaign as it is told", told[1].campaign_result.campaign.name, made.name)
    stage.same("status of a new campaign", status(name), ["PAUSED"])
    remove = client.get_type("CampaignOperation")
    remove.remove = name
    service.mutate_campaigns(customer_id=customer, operations=[remove])
    stage.same("status of a removed campaign", status(name), ["REMOVED"])
    try:
        service.mutate_campaigns(customer_id=customer, operations=[remove])
    except GoogleAdsException as error:
        stage.same("removing it again", code(error), ("context_error", "OPERATION_NOT_PERMITTED_FOR_REMOVED_RESOURCE"))
    else:
        raise stage.Wrong("a removed campaign was removed again")


def code(error):
    """Family and word of a failure, as the client knows them: a word that its version does not have is none."""
    told = error.failure.errors[0].error_code
    family = type(told).pb(told).WhichOneof("error_code")
    return family, getattr(told, family).name


def refusals(alone, managed, customer):
    """What is refused has to come as the client's own errors."""
    def refused(client, customer, query, is_stream=False):
        service = client.get_service("GoogleAdsService")
        try:
            list((service.search_stream if is_stream else service.search)(customer_id=customer, query=query))
        except GoogleAdsException as error:
            return *code(error), error.error.code().name
        raise stage.Wrong(f"{query} of {customer} was answered")

    query, denied = "SELECT campaign.id FROM campaign", ("authorization_error", "USER_PERMISSION_DENIED", "PERMISSION_DENIED")
    stage.same("without the manager", refused(alone, customer, query), denied)
    stage.same("a foreign account", refused(managed, "1234567890", query), denied)
    for is_stream in (False, True):
        wrong = refused(managed, customer, "SELECT campaign.nose FROM campaign", is_stream)
        stage.same("an unknown field", wrong, ("query_error", "UNRECOGNIZED_FIELD", "INVALID_ARGUMENT"))
    for wrong, word in {
        "SELECT segments.date FROM campaign": "EXPECTED_FILTERS_ON_DATE_RANGE",
        "SELECT campaign.id FROM campaign WHERE campaign.status = 'RUNNING'": "BAD_ENUM_CONSTANT",
        "SELECT ad_group.id FROM campaign": "PROHIBITED_RESOURCE_TYPE_IN_SELECT_CLAUSE",
    }.items():
        stage.same(wrong, refused(managed, customer, wrong), ("query_error", word, "INVALID_ARGUMENT"))
    stage.fault("google", "rate_limit", "googleAds")
    try:
        refused(managed, customer, query)
    except ResourceExhausted:
        stage.say("google", "a campaign is paused, another made and removed; what is refused is the client's own error")
