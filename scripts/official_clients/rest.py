"""A gRPC channel that speaks REST instead, for clients that know nothing else: proto3 JSON at the addresses that the API's own rules give
the calls. It takes nothing that the official messages do not have, nor JSON that is not as they are written."""

import json

import grpc
import requests
from google.ads.googleads.v26.errors.types.errors import GoogleAdsFailure
from google.auth.transport.requests import Request
from google.protobuf import json_format

from .stage import Wrong

FAILURE = "google.ads.googleads.v26.errors.googleadsfailure-bin"
# google.api.http of each call that is made here
ADDRESSES = {
    "CustomerService/ListAccessibleCustomers": ("GET", "/v26/customers:listAccessibleCustomers"),
    "GoogleAdsService/Search": ("POST", "/v26/customers/{customerId}/googleAds:search"),
    "GoogleAdsService/SearchStream": ("POST", "/v26/customers/{customerId}/googleAds:searchStream"),
    "GoogleAdsService/Mutate": ("POST", "/v26/customers/{customerId}/googleAds:mutate"),
    "CampaignService/MutateCampaigns": ("POST", "/v26/customers/{customerId}/campaigns:mutate"),
}


def message(kind, told):
    """JSON as a message; it has to be what the message would be written as, to the last quotation mark."""
    made = json_format.ParseDict(told, kind.pb()())
    written = json_format.MessageToDict(made)
    if written != told:
        raise Wrong(f"{kind.__name__}: not written as its message is: {differences(told, written)}")
    return kind.wrap(made)


def differences(told, written, path=""):
    """The first places where two values are not the same."""
    if isinstance(told, dict) and isinstance(written, dict):
        keys = [*told, *(key for key in written if key not in told)]
        parts = ((f"{path}.{key}", told.get(key), written.get(key)) for key in keys)
    elif isinstance(told, list) and isinstance(written, list) and len(told) == len(written):
        parts = ((f"{path}[{place}]", *pair) for place, pair in enumerate(zip(told, written)))
    else:
        return [f"{path} is {told!r}, not {written!r}"]
    return [found for place, one, other in parts if one != other for found in differences(one, other, place)][:5]


class Outcome(grpc.Call, grpc.Future):
    """A call that is over: with its messages, or with why not."""

    def __init__(self, answer, messages=(), status="OK", details=None, failure=None):
        request = answer.headers.get("request-id")
        self.trailing = [("request-id", request)] if request else []
        if failure is not None:
            self.trailing.append((FAILURE, GoogleAdsFailure.serialize(failure)))
        self.messages, self.stream = messages, iter(messages)
        self.status, self.text = grpc.StatusCode[status], details

    def initial_metadata(self):
        return self.trailing

    def trailing_metadata(self):
        return self.trailing

    def code(self):
        return self.status

    def details(self):
        return self.text

    def __iter__(self):
        return self

    def __next__(self):
        return next(self.stream)

    def exception(self, timeout=None):
        return None

    def result(self, timeout=None):
        return self.messages[0]

    def add_done_callback(self, callback):
        callback(self)

    def add_callback(self, callback):
        callback()
        return True

    def done(self):
        return True

    def running(self):
        return False

    is_active = cancel = cancelled = running

    def traceback(self, timeout=None):
        return None

    def time_remaining(self):
        return None


class Refused(Outcome, grpc.RpcError):
    """The call was refused."""

    def exception(self, timeout=None):
        return self

    def result(self, timeout=None):
        raise self

    __next__ = result

    def __str__(self):
        return f"{self.status.name}: {self.text}"


class Broken(Outcome):
    """The answer was none that the client may be given."""

    def __init__(self, error):
        self.trailing, self.status, self.text, self.error = [], grpc.StatusCode.UNKNOWN, str(error), error

    def exception(self, timeout=None):
        return self.error

    def result(self, timeout=None):
        raise self.error

    __next__ = result


class Method(grpc.UnaryUnaryMultiCallable, grpc.UnaryStreamMultiCallable):
    """One call of the API, made as often as one likes."""

    def __init__(self, channel, name, request, answer):
        self.channel, self.name = channel, name
        # the serializers are methods of the message's own class
        self.request, self.answer = request.__self__, answer.__self__

    def make(self, request, metadata):
        short = self.name.rsplit(".", 1)[-1]
        method, address = ADDRESSES[short]
        body = json_format.MessageToDict(self.request.pb(request))
        url = self.channel.root + address.format(**body)
        body.pop("customerId", None)  # what is in the address is not repeated
        headers = {name: value for name, value in metadata or () if isinstance(value, str)}
        self.channel.credentials.before_request(Request(), method, url, headers)
        answer = requests.request(method, url, headers=headers, json=body if method == "POST" else None, timeout=60)
        told = json.loads(answer.text)
        is_stream = short.endswith("Stream")
        if is_stream != isinstance(told, list):
            raise Wrong(f"{short} is told as {type(told).__name__}")
        if answer.status_code != 200:
            raise refused(answer, (told[0] if is_stream else told)["error"])
        return Outcome(answer, [message(self.answer, part) for part in (told if is_stream else [told])])

    def __call__(self, request, timeout=None, metadata=None, credentials=None, wait_for_ready=None, compression=None):
        try:
            return self.make(request, metadata)
        except Refused as refused:
            # a stream fails where it is read
            return refused
        except Exception as error:
            return Broken(error)

    def with_call(self, request, timeout=None, metadata=None, credentials=None, wait_for_ready=None, compression=None):
        outcome = self.make(request, metadata)
        return outcome.result(), outcome

    def future(self, *args, **kwargs):
        raise NotImplementedError("no client asks for it")


def refused(answer, error):
    if error["code"] != answer.status_code:
        raise Wrong(f"status {answer.status_code} with code {error['code']}")
    failures = [dict(it) for it in error.get("details", []) if it["@type"].endswith(".GoogleAdsFailure")]
    for failure in failures:
        del failure["@type"]
    failure = message(GoogleAdsFailure, failures[0]) if failures else None
    return Refused(answer, (), error["status"], error["message"], failure)


class Rest(grpc.Channel):
    """Where calls are made, with whose credentials."""

    def __init__(self, root, credentials):
        self.root, self.credentials = root, credentials

    def unary_unary(self, method, request_serializer=None, response_deserializer=None, _registered_method=False):
        return Method(self, method, request_serializer, response_deserializer)

    unary_stream = unary_unary

    def stream_unary(self, *args, **kwargs):
        raise NotImplementedError("the API has no such calls")

    stream_stream = subscribe = unsubscribe = stream_unary

    def close(self):
        pass

    def __exit__(self, *args):
        return False

    def __enter__(self):
        return self
