"""Binds word lists with the official tool's own code, for comparison. stdin: {"descriptions", "cases"}; stdout: a list."""
import contextlib
import io
import json
import sys

sys.path.insert(0, "/usr/lib/python3/dist-packages")
import ceph_argparse  # noqa: E402

question = json.load(sys.stdin)
signatures = ceph_argparse.parse_json_funcsigs(json.dumps(question["descriptions"]), "cli")
answers = []
for words in question["cases"]:
    said = io.StringIO()
    with contextlib.redirect_stderr(said):
        try:
            found = ceph_argparse.validate_command(signatures, words)
            found.pop("target", None)  # Where to send it and how often: not part of the command.
            found.pop("poll", None)
            answer = {"map": found or None}
        except Exception as error:  # The tool ends with a traceback here.
            answer = {"map": None, "crash": repr(error)}
    answer["said"] = said.getvalue()
    answers.append(answer)
json.dump({"count": len(signatures), "answers": answers}, sys.stdout)
