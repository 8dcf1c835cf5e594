#!/usr/bin/env python3
"""/openapi.json and the server say the same: every address, method and status of the document is provoked, and what is
sent and what comes back are held against its schemas.

    tests/server/contract_test.py BINARY

Needs jsonschema (Debian: python3-jsonschema); openapi-spec-validator is used too where it is installed.
"""
import copy
import csv
import hashlib
import json
import os
import pathlib
import unittest
from urllib.parse import quote

try:
    import jsonschema
except ImportError:
    jsonschema = None

import harness
from harness import Server, Test

NOBODY = "no such thing"


def strict(schema):
    """The same schema, but a field that it does not name is an error: the document must name all that comes back."""
    if isinstance(schema, dict):
        schema = {key: strict(value) for key, value in schema.items()}
        if "properties" in schema and "additionalProperties" not in schema:
            schema["additionalProperties"] = False
        return schema
    return [strict(value) for value in schema] if isinstance(schema, list) else schema


class Contract(Test):
    @classmethod
    def setUpClass(cls):
        if jsonschema is None:
            if os.environ.get("CI"):
                raise AssertionError("python3-jsonschema is missing")
            raise unittest.SkipTest("JSONSCHEMA IS MISSING (Debian: python3-jsonschema): the OpenAPI document is not tested")
        cls.keys = {role: f"{role}-0123456789" for role in ("read", "write", "admin")}
        path = harness.PLACE / "contract-keys"
        path.write_text("".join(f"{role} {hashlib.sha256(key.encode()).hexdigest()} {role}\n"
                                for role, key in cls.keys.items()))
        cls.options = ("--keys", str(path), "--max-body", "1")
        cls.server = Server(*cls.options)
        cls.document = cls.server.ask("GET", "/openapi.json")[2]
        cls.strict_document = strict(copy.deepcopy(cls.document))
        cls.product = cls.server.ask("POST", "/v1/recommendations", {}, cls.key("read"))[2]["items"][0]["product_id"]
        rows = csv.DictReader(open(harness.PLACE / "files" / "products.csv"))
        cls.service = next(row["product_id"] for row in rows if row["kind"] == "service")
        broken = pathlib.Path(cls.server.shop, "models", "broken-1")
        broken.mkdir()
        (broken / "model.json").write_text('{"format_version": 99}')
        cls.seen = set()  # (path, method, status) as the document has them

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    @classmethod
    def key(cls, role):
        return {"Authorization": "Bearer " + cls.keys[role]}

    def operations(self):
        for path, item in self.document["paths"].items():
            for method, operation in item.items():
                if method != "parameters":
                    yield path, method, operation

    def validator(self, schema, document=None):
        document = document or self.document
        return jsonschema.Draft202012Validator({**schema, "components": document["components"]})

    def check(self, path, method, answer):
        """Holds one answer against what the document says of it, and remembers it."""
        status, headers, body = answer
        responses = self.document["paths"][path][method]["responses"]
        named = str(status) if str(status) in responses else "default"
        response = responses[named]
        if "$ref" in response:
            response = self.document["components"]["responses"][response["$ref"].rsplit("/", 1)[1]]
        for name, header in response.get("headers", {}).items():
            self.assertIn(name, headers, (path, method, status))
            value = headers[name]
            self.validator(header["schema"]).validate(int(value) if header["schema"]["type"] == "integer" else value)
        if "content" in response:
            kind = headers["Content-Type"].split(";")[0]
            self.assertIn(kind, response["content"], (path, method, status))
            self.validator(strict(response["content"][kind]["schema"]), self.strict_document).validate(body)
        else:
            self.assertEqual(body, "")
        self.seen.add((path, method, named))
        return status

    def send(self, path, method, body=None, role="admin", server=None, id="new", query="", headers=None):
        target = path.replace("{id}", quote(id, safe="")).replace("{name}", "birthday") + query
        given = {**(self.key(role) if role else {}), **(headers or {})}
        return self.check(path, method, (server or self.server).ask(method.upper(), target, body, given))

    def good(self, path, method):
        """A request that must succeed: id, body."""
        bodies = {("/v1/recommendations", "post"): {"customer_id": "c", "placement": "for_you", "count": 3, "max_reasons": 2,
                                                    "include_purchased": True, "context": {"cart": [self.product],
                                                                                           "now": 1_790_000_000},
                                                    "filters": {"exclude": ["p"], "price_min": 0}},
                  ("/v1/events", "post"): {"events": [{"event_id": "e1", "customer_id": "c", "product_id": self.product,
                                                       "event": "rating", "value": 5}]},
                  ("/v1/products/{id}", "put"): {"title": "چای", "price": 2.5, "stock": 3, "kind": "good"},
                  ("/v1/products/{id}", "patch"): {"stock": 0, "brand": None},
                  ("/v1/customers/{id}", "put"): {"region": "Yazd", "kind": "person", "birthday": "03-21"},
                  ("/v1/customers/{id}", "patch"): {"language": "fa", "birthday": None},
                  ("/v1/products/{id}/slots", "put"): {"slots": [{"start": "2026-11-24T10:00:00Z", "capacity": 2,
                                                                  "end": "2026-11-24T11:00:00Z"}]},
                  ("/v1/accounts/{id}/contract", "put"): {"terms": [{"product_id": self.product, "price": 5},
                                                                    {"category": "Grocery", "until": "2027-03-20"}]},
                  ("/v1/customers/{id}/occasions/{name}", "put"): {"date": "12-30", "calendar": "jalali",
                                                                   "recipient_id": "new"},
                  ("/v1/customers/{id}/merge", "post"): {"into": "account"},
                  ("/v1/models/current", "post"): {"model": self.server.model}}
        if path == "/v1/products/{id}/slots":
            return self.service, bodies[path, method]
        of_a_product = path.startswith("/v1/products/{id}/")
        return self.product if of_a_product else "new", bodies.get((path, method))

    def test_schemas(self):
        """the document is an OpenAPI document, and its schemas are schemas"""
        for name, schema in self.document["components"]["schemas"].items():
            jsonschema.Draft202012Validator.check_schema({**schema, "components": self.document["components"]})
        self.assertEqual(len({operation["operationId"] for _, _, operation in self.operations()}),
                         len(list(self.operations())))
        try:
            import openapi_spec_validator
        except ImportError:
            return
        openapi_spec_validator.validate(self.document)

    def test_every_status(self):
        """every address, method and status in the document is what the server does"""
        # In an order in which each succeeds: put before get, get before delete, twice where 200 and 201 differ.
        order = {"put": 0, "patch": 1, "post": 2, "get": 3, "delete": 4}
        # What belongs to a customer is deleted before the customer.
        operations = sorted(self.operations(), key=lambda one: (order[one[1]], -len(one[0]) if one[1] == "delete" else 0))
        for path, method, operation in operations:
            if path == "/v1/customers/{id}/merge":
                continue
            id, body = self.good(path, method)
            if body is not None:
                schema = operation["requestBody"]["content"]["application/json"]["schema"]
                self.validator(schema).validate(body)
            for _ in range(2 if method == "put" else 1):
                self.assertLess(self.send(path, method, body, id=id), 300, (path, method))
        merge = "/v1/customers/{id}/merge"
        self.send("/v1/customers/{id}", "put", {}, id="guest")
        self.assertEqual(self.send(merge, "post", {"into": "account"}, id="guest"), 200)
        for path, method, operation in operations:
            has_body, has_id = "requestBody" in operation, "{id}" in path
            if has_body:
                self.assertEqual(self.send(path, method, "{"), 400)
                self.assertEqual(self.send(path, method, b"{}" + b" " * (1 << 20)), 413)
                self.assertEqual(self.send(path, method, "{}", headers={"Content-Type": "text/plain"}), 415)
            elif has_id:
                target = path.replace("{id}", "%zz").replace("{name}", "birthday")
                self.assertEqual(self.check(path, method, self.server.ask(method.upper(), target, None,
                                                                          self.key("admin"))), 400)
            self.assertEqual(self.send(path, method, {} if has_body else None, query="?nonsense=1"), 422)
            if operation.get("security") == []:
                continue
            self.assertEqual(self.send(path, method, {} if has_body else None, role=None), 401)
            if "403" in operation["responses"]:
                self.assertEqual(self.send(path, method, {} if has_body else None, role="read"), 403)
            if "404" in operation["responses"]:
                bodies = {merge: {"into": "x"}, "/v1/products/{id}/slots": {"slots": []}, "/v1/models/current": {"model": "none-such"},
                          "/v1/recommendations": {"placement": "similar", "product_id": NOBODY}}
                body = bodies.get(path, {"stock": 1} if "products" in path else {"language": "fa"})
                self.assertEqual(self.send(path, method, body if has_body else None, id=NOBODY), 404, (path, method))
        self.assertEqual(self.send("/v1/models/current", "post", {"model": "broken-1"}), 409)
        with Server(*self.options, "--rate-limit", "0.01", shop=self.server.shop) as limited:
            for role in self.keys:
                limited.ask("GET", "/metrics", None, self.key(role))  # the one that is free
            for path, method, operation in operations:
                limits = operation.get("security") != []
                got = self.send(path, method, {} if "requestBody" in operation else None, server=limited)
                self.assertEqual(got == 429, limits, (path, method, got))
        with Server(*self.options, "--max-connections", "50", shop=self.server.shop) as full:
            holding = [full.connect() for _ in range(50)]
            for connection in holding:
                full.ask("GET", "/healthz", connection=connection)
            for path, method, operation in operations:
                self.assertEqual(self.send(path, method, {} if "requestBody" in operation else None, server=full), 503)
            for connection in holding:
                connection.close()
        for path, method, operation in operations:
            for status in operation["responses"]:
                if status != "default":
                    self.assertIn((path, method, status), self.seen)

    def test_refused(self):
        """what the document forbids in a body is refused"""
        values = [5, -1, 1.5, 1e300, True, "x", [], {}, ["x"], [5], [None], "c" * 1025, {"x": 1}]
        count = 0
        for path, method, name in (("/v1/recommendations", "post", "AdviceRequest"), ("/v1/products/{id}", "put", "Product"),
                                   ("/v1/customers/{id}", "put", "Customer")):
            schema = self.document["components"]["schemas"][name]
            evaluate = self.validator(schema)
            fields = [(field,) for field in [*schema["properties"], "unknown"]]
            for inner in ("filters", "context"):
                if inner in schema["properties"]:
                    known = self.document["components"]["schemas"][inner.capitalize()]["properties"]
                    fields += [(inner, field) for field in [*known, "unknown"]]
            for field in fields:
                for value in values:
                    body = {field[-1]: value}
                    for outer in reversed(field[:-1]):
                        body = {outer: body}
                    status = self.send(path, method, body)
                    if not evaluate.is_valid(body):
                        count += 1
                        self.assertEqual(status, 422, (path, body, "is forbidden by the document"))
                    self.assertIn(status, (200, 201, 404, 422), body)
        self.assertGreater(count, 200)

    def test_every_field(self):
        """every field of products and customers in the document is stored and comes back"""
        for path, name in (("/v1/products/{id}", "Product"), ("/v1/customers/{id}", "Customer")):
            body = {}
            for field, schema in self.document["components"]["schemas"][name]["properties"].items():
                if "enum" in schema:
                    body[field] = schema["enum"][0]
                elif "oneOf" in schema:
                    body[field] = "2024-01-02T03:04:05Z"
                elif "number" in schema["type"]:
                    body[field] = 7.5
                else:
                    body[field] = "03-21" if field == "birthday" else f"some {field}"
            body[name.lower() + "_id"] = "whole"
            if "variant_of" in body:
                body["variant_of"] = self.product
            self.assertEqual(self.send(path, "put", body, id="whole"), 201)
            got = self.server.ask("GET", path.replace("{id}", "whole"), None, self.key("read"))[2]
            self.assertEqual({field: got.get(field) for field in body}, body)
            empty = {field: None for field in body if field != name.lower() + "_id"}
            self.assertEqual(self.send(path, "patch", empty, id="whole"), 200)
            got = self.server.ask("GET", path.replace("{id}", "whole"), None, self.key("read"))[2]
            self.assertFalse(set(empty) & set(got))

    def test_events_refused(self):
        """an event that the document forbids is rejected alone"""
        schema = self.document["components"]["schemas"]["Event"]
        good = {"customer_id": "c", "product_id": self.product}
        events = [{**good, field: value} for field in [*schema["properties"], "unknown"]
                  for value in (5.5, -1, True, "x", "", [], {}, "c" * 1025, None)]
        answer = self.server.ask("POST", "/v1/events", {"events": events}, self.key("write"))
        self.check("/v1/events", "post", answer)
        evaluate = self.validator(schema)
        forbidden = 0
        for event, result in zip(events, answer[2]["results"], strict=True):
            if not evaluate.is_valid(event):
                forbidden += 1
                self.assertEqual(result["status"], "rejected", event)
                self.assertTrue(result["error"]["field"], event)
        self.assertGreater(forbidden, 60)


if __name__ == "__main__":
    harness.main()
