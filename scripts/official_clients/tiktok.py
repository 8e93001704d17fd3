"""TikTok, by tiktok-business-api-sdk-official: the host is a setting of the client. It makes errors of the codes that come with status 200."""

import urllib.parse

import business_api_client as sdk
from business_api_client.tiktok_business.tiktok_exceptions import TiktokSDKError

from . import stage

PAGE = 3


def pages(call, *args, **kwargs):
    """All rows of a list, in small pages."""
    page, rows = 1, []
    while True:
        data = call(*args, page=page, **kwargs)["data"]
        rows += data["list"]
        if page >= data["page_info"]["total_page"]:
            stage.same("rows of all pages", len(rows), data["page_info"]["total_number"])
            return rows
        page += 1


def sign_in(client):
    query = urllib.parse.urlencode({"app_id": stage.APP, "state": "s", "redirect_uri": stage.BACK})
    # 1 accounts, 2 ads, 4 reports
    back = stage.consent(f"{stage.ROOT}/tiktok/portal/portal/auth?{query}", ["1", "2", "4"])
    body = sdk.Oauth2AccessTokenBody(app_id=stage.APP, secret=stage.SECRET, auth_code=back["auth_code"])
    return sdk.AuthenticationApi(client).oauth2_access_token(body=body)["data"]["access_token"]


def run():
    configuration = sdk.Configuration()
    configuration.host = f"{stage.ROOT}/tiktok/business"
    client = sdk.ApiClient(configuration)
    token = sign_in(client)
    listed = sdk.AuthenticationApi(client).oauth2_advertiser_get(stage.APP, stage.SECRET, token)["data"]["list"]
    fields = ["advertiser_id", "name", "currency", "display_timezone"]
    ids = [account["advertiser_id"] for account in listed]
    told = sdk.AccountManagementApi(client).advertiser_info(ids, token, fields=fields)["data"]["list"]
    stage.accounts("tiktok", [tuple(account[field] for field in fields) for account in told])

    every = sdk.FilteringCampaignGet(primary_status="STATUS_ALL")
    campaigns_of = sdk.CampaignCreationApi(client).campaign_get
    for account in told:
        id = account["advertiser_id"]
        campaigns = [row["campaign_id"] for row in pages(campaigns_of, id, token, filtering=every, page_size=PAGE)]
        report = stage.Report()
        dimensions, metrics = ["ad_id", "stat_time_day"], ["campaign_id", "spend", "impressions", "clicks", "conversion"]
        status = {"field_name": "ad_status", "filter_type": "IN", "filter_value": '["STATUS_ALL"]'}
        asked = {"service_type": "AUCTION", "data_level": "AUCTION_AD", "dimensions": dimensions, "metrics": metrics,
                 "start_date": str(stage.SINCE), "end_date": str(stage.UNTIL), "filtering": [status], "page_size": 200}
        for row in pages(sdk.ReportingApi(client).report_integrated_get, "BASIC", token, advertiser_id=id, **asked):
            metrics = row["metrics"]
            numbers = {"impressions": int(metrics["impressions"]), "clicks": int(metrics["clicks"])}
            report.add(metrics["campaign_id"], **numbers, spend_micros=stage.micros(metrics["spend"]))
        report.compare("tiktok", id, account["name"], campaigns)
    write(client, token, id, campaigns_of)
    refusals(token, id, campaigns_of)


def write(client, token, account, campaigns_of):
    campaign = campaigns_of(account, token)["data"]["list"][0]["campaign_id"]
    body = sdk.CampaignStatusUpdateBody(advertiser_id=account, campaign_ids=[campaign], operation_status="DISABLE")
    sdk.CampaignCreationApi(client).campaign_status_update(token, body=body)
    only = sdk.FilteringCampaignGet(campaign_ids=[campaign])
    rows = campaigns_of(account, token, filtering=only)["data"]["list"]
    stage.same("status of a paused campaign", [row["operation_status"] for row in rows], ["DISABLE"])


def refusals(token, account, campaigns_of):
    def refused(account, token):
        try:
            campaigns_of(account, token)
        except TiktokSDKError as error:
            return int(str(error).split(",")[0].removeprefix("Error Code: "))
        raise stage.Wrong(f"campaigns of {account} were shown")

    stage.same("code of a foreign account", refused("1", token), 40001)
    stage.same("code of a wrong token", refused(account, "x"), 40105)
    stage.fault("tiktok", "rate_limit", "campaign/get")
    stage.same("code of too many calls", refused(account, token), 40100)
    stage.say("tiktok", "a campaign is paused; foreign accounts, wrong tokens and too many calls are refused")
