"""Documents are fetched once per version, from the socket or from a file."""

import json
import os
import sys
import tempfile
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))

import fake_host  # noqa: E402, F401 (finds the SDK)
from mgrp_runtime.documents import Documents  # noqa: E402


class Host:
    def __init__(self):
        self.version = 1
        self.value = {"osds": [1, 2]}
        self.path = None
        self.asked = []
        self.vanishing = 0

    def request(self, method, params):
        self.asked.append(params.get("have"))
        if params.get("have") == self.version:
            return {"version": self.version, "unchanged": True}
        if self.vanishing:
            self.vanishing -= 1
            return {"version": self.version, "path": "/no/such/file"}
        if self.path:
            return {"version": self.version, "path": self.path, "size": 1}
        return {"version": self.version, "value": json.loads(json.dumps(self.value))}


def get(documents, mutable=False):
    return documents.get("get", {"name": "osd_map"}, "osd_map", mutable)


class DocumentsTest(unittest.TestCase):

    def setUp(self):
        self.host = Host()

    def test_shared_documents_are_one_object_until_they_change(self):
        documents = Documents(self.host.request, shared=True)
        first = get(documents)
        self.assertIs(get(documents), first)
        self.host.version, self.host.value = 2, {"osds": []}
        self.assertEqual(get(documents), {"osds": []})
        self.assertEqual(self.host.asked, [None, 1, 1])

    def test_a_version_made_of_changes_leaves_the_older_one_as_it_was(self):
        documents = Documents(self.host.request, shared=True)
        self.host.value = {"epoch": 1, "osds": [{"up": 1}, {"up": 1}]}
        first = get(documents)
        asked = []

        def changed(method, params):
            asked.append(params)
            return {"version": 2, "from": 1, "changes": {"set": {"epoch": 2}, "items": {"osds": [[1, {"up": 0}], [2, {"up": 1}]]}}}

        documents._request = changed
        second = get(documents)
        self.assertEqual(asked, [{"name": "osd_map", "have": 1, "changes": True}])
        self.assertEqual(second, {"epoch": 2, "osds": [{"up": 1}, {"up": 0}, {"up": 1}]})
        self.assertEqual(first, {"epoch": 1, "osds": [{"up": 1}, {"up": 1}]})
        self.assertIs(second["osds"][0], first["osds"][0])

    def test_a_mutable_copy_is_nobody_else_s(self):
        documents = Documents(self.host.request, shared=True)
        mine = get(documents, mutable=True)
        mine["osds"].append(3)
        self.assertEqual(get(documents), {"osds": [1, 2]})
        self.assertEqual(get(documents, mutable=True), {"osds": [1, 2]})

    def test_private_documents_are_copies_each_time(self):
        documents = Documents(self.host.request, shared=False)
        for _ in range(3):
            mine = get(documents)
            self.assertEqual(mine, {"osds": [1, 2]})
            mine["osds"].clear()
        self.assertEqual(self.host.asked, [None, 1, 1])

    def test_a_file_that_was_replaced_meanwhile_is_asked_for_again(self):
        documents = Documents(self.host.request, shared=True)
        self.host.vanishing = 2
        self.assertEqual(get(documents), {"osds": [1, 2]})
        self.assertEqual(self.host.asked, [None, None, None])

    def test_an_unknown_name_is_none_and_is_not_kept(self):
        self.host.version, self.host.value = 0, None
        documents = Documents(self.host.request, shared=True)
        self.assertIsNone(get(documents))
        self.assertIsNone(get(documents))
        self.assertEqual(self.host.asked, [None, None])

    def test_only_so_many_documents_are_kept(self):
        documents = Documents(self.host.request, shared=True)
        for number in range(200):
            documents.get("get", {"name": "device %d" % number}, number, False)
        self.assertEqual(len(documents._kept), 64)

    def test_a_large_map_is_read_from_its_file_and_then_costs_nothing(self):
        osds = [{"osd": n, "uuid": "%032x" % n, "up": 1, "in": 1, "weight": 1.0, "up_from": n, "state": ["exists", "up"],
                 "public_addrs": {"addrvec": [{"type": "v2", "addr": "10.0.0.%d:6800" % (n % 250), "nonce": 4711}] * 8}}
                for n in range(2600)]
        with tempfile.NamedTemporaryFile("w") as f:
            json.dump({"epoch": 1, "osds": osds}, f)
            f.flush()
            self.assertGreater(os.path.getsize(f.name), 1_500_000)
            self.host.path = f.name
            documents = Documents(self.host.request, shared=True)
            self.assertEqual(len(get(documents)["osds"]), 2600)
            best = min(_seconds(lambda: get(documents)) for _ in range(20))
        self.assertLess(best, 0.001)


def _seconds(call):
    begin = time.perf_counter()
    call()
    return time.perf_counter() - begin


if __name__ == "__main__":
    unittest.main()
