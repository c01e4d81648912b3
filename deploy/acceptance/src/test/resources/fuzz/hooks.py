"""What the fuzzer must know beside the API's description: values that lead anywhere, and which API key
not to saw off. Also counts what was answered, because a run that only ever met refusals shows little.
"""

import atexit
import collections
import json
import os

import schemathesis
from hypothesis import strategies as st

WORDS = st.from_regex(r"[a-z][a-z0-9]{0,12}", fullmatch=True)
EVENT_TYPES = [
    "conversation.created",
    "conversation.updated",
    "conversation.resolved",
    "message.created",
    "contact.created",
    "contact.updated",
]

schemathesis.openapi.format(
    "uri",
    st.one_of(
        st.builds("https://{}.example.com/{}".format, WORDS, WORDS),
        st.builds("https://{}/".format, st.ip_addresses().map(str)),
        st.builds("{}://{}:{}@{}".format, WORDS, WORDS, WORDS, WORDS),
    ),
)
schemathesis.openapi.format("event-type", st.one_of(st.sampled_from(EVENT_TYPES), WORDS))
schemathesis.openapi.format("workspace-id", st.just(os.environ["FUZZ_WORKSPACE"]))

made_keys = set()
answers = collections.Counter()


def name(case):
    return f"{case.operation.method.upper()} {case.operation.path}"


@schemathesis.hook
def before_call(context, case, kwargs):
    """The run's own key must outlive it: only keys that it has made are revoked."""
    if name(case) == "DELETE /api-keys/{id}" and case.path_parameters:
        key = case.path_parameters.get("id")
        if isinstance(key, str) and key.startswith("key_") and key not in made_keys:
            case.path_parameters["id"] = "key_0"


@schemathesis.hook
def after_call(context, case, response):
    answers[f"{name(case)} {response.status_code}"] += 1
    if name(case) == "POST /api-keys" and response.status_code == 201:
        made_keys.add(response.json()["data"]["id"])


@atexit.register
def write_answers():
    with open(os.environ["FUZZ_ANSWERS"], "w", encoding="utf-8") as file:
        json.dump(answers, file)
