"""A client of the YAML language server, just large enough to ask what an editor asks."""

from __future__ import annotations

import json
import subprocess
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, Queue
from typing import Any

from exporter.source.schema import SCHEMA_ID

PATIENCE = 60  # seconds


class LanguageServer:
    """The server as a process, told to use a schema for every file."""

    def __init__(self, script: Path, schema: Path, folder: Path) -> None:
        command = ["node", str(script), "--stdio"]
        self.process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.folder = folder
        self.incoming: Queue[dict[str, Any]] = Queue()
        self.kept: list[dict[str, Any]] = []
        self.ids = 0
        self.settings = {
            "yaml": {
                "schemas": {schema.as_uri(): "*.yaml"}, "validate": True, "completion": True, "hover": True,
                "schemaStore": {"enable": False},
            }
        }  # fmt: skip
        threading.Thread(target=self._listen, daemon=True).start()
        self.request("initialize", {"processId": None, "rootUri": folder.as_uri(), "capabilities": {}})
        self._send({"method": "initialized", "params": {}})
        self._send({"method": "workspace/didChangeConfiguration", "params": {"settings": self.settings}})

    def open(self, name: str, text: str) -> str:
        """Open a text as an editor does, and return its address. A first line that names our schema's address is left out:
        the server would fetch it."""
        uri = (self.folder / name).as_uri()
        text = "\n".join("#" if SCHEMA_ID in line or "$schema=" in line else line for line in text.split("\n"))
        document = {"uri": uri, "languageId": "yaml", "version": 1, "text": text}
        self._send({"method": "textDocument/didOpen", "params": {"textDocument": document}})
        return uri

    def diagnostics(self, uri: str) -> list[dict[str, Any]]:
        """Return what the server says of a text."""
        said = self._wait(lambda each: each.get("method") == "textDocument/publishDiagnostics" and each["params"]["uri"] == uri)
        found: list[dict[str, Any]] = said["params"]["diagnostics"]
        return found

    def completions(self, uri: str, line: int, character: int) -> list[str]:
        """Return the words that are offered at a place; lines and characters count from 0."""
        result = self.request("textDocument/completion", self._at(uri, line, character))
        return [each["label"] for each in result["items"]]

    def hover(self, uri: str, line: int, character: int) -> str:
        """Return what is shown beside a place."""
        result = self.request("textDocument/hover", self._at(uri, line, character))
        return str(result["contents"]["value"]) if result else ""

    @staticmethod
    def _at(uri: str, line: int, character: int) -> dict[str, Any]:
        return {"textDocument": {"uri": uri}, "position": {"line": line, "character": character}}

    def request(self, method: str, params: dict[str, Any]) -> Any:
        """Ask, and return the answer."""
        self.ids += 1
        number = self.ids
        self._send({"id": number, "method": method, "params": params})
        answer = self._wait(lambda each: each.get("id") == number and "method" not in each)
        assert "error" not in answer, answer
        return answer["result"]

    def close(self) -> None:
        """End the process."""
        self.process.kill()
        self.process.wait()

    def _send(self, message: dict[str, Any]) -> None:
        data = json.dumps({"jsonrpc": "2.0", **message}).encode()
        assert self.process.stdin
        self.process.stdin.write(b"Content-Length: %d\r\n\r\n%s" % (len(data), data))
        self.process.stdin.flush()

    def _listen(self) -> None:
        assert self.process.stdout
        while header := self.process.stdout.readline():
            if header.lower().startswith(b"content-length:"):
                length = int(header.split(b":")[1])
                while self.process.stdout.readline().strip():
                    pass
                self.incoming.put(json.loads(self.process.stdout.read(length)))

    def _wait(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        for index, each in enumerate(self.kept):
            if wanted(each):
                return self.kept.pop(index)
        while True:
            try:
                message = self.incoming.get(timeout=PATIENCE)
            except Empty:
                raise AssertionError("the language server does not answer") from None
            if "method" in message and "id" in message:  # it asks us
                asked = message["params"].get("items", [None]) if message["method"] == "workspace/configuration" else []
                result = [self.settings.get((item or {}).get("section", ""), {}) for item in asked]
                self._send({"id": message["id"], "result": result})
            elif wanted(message):
                return message
            else:
                self.kept.append(message)
