"""The command line. A command's module is imported only when it is called, so that `sayso --help` stays quick."""

from __future__ import annotations

import io
import sys

import click

from sayso import __version__
from sayso.cli.lazy import LazyGroup
from sayso.errors import SaysoError
from sayso.printing import printable

_COMMANDS: dict[str, tuple[str, str]] = {
    "adjudicate": ("sayso.cli.adjudicate:adjudicate", "Merge annotators' passes into gold."),
    "agreement": ("sayso.cli.agreement:agreement", "How far annotators agree, and where they do not."),
    "build": ("sayso.cli.build:build", "Build corpus/ from seeds/ and annotations/."),
    "compare": ("sayso.cli.compare:compare", "Compare two systems on the same documents."),
    "eval": ("sayso.cli.eval:evaluate", "Run or read extractors and score them on the gold."),
    "export": ("sayso.cli.export:export", "Write the corpus, or predictions, in another tool's format."),
    "extract": ("sayso.cli.extract:extract", "Run an extractor and write its predictions."),
    "extractors": ("sayso.cli.extractors:extractors", "What can be run as an EXTRACTOR, and what an extra would add."),
    "hydrate": ("sayso.cli.hydrate:hydrate", "Put a text-free release and your copy of its texts together."),
    "import": ("sayso.cli.import_:import_", "Read another tool's files into annotations."),
    "labelstudio": ("sayso.cli.labelstudio:labelstudio", "Annotate on a Label Studio server."),
    "publish": ("sayso.cli.publish:publish", "Publish the corpus on the Hugging Face Hub; a dry run by default."),
    "report": ("sayso.cli.report:report", "Show a saved report, convert it, hold it to a baseline."),
    "serve": ("sayso.cli.serve:serve", "Serve an extractor to Label Studio and to scripts."),
    "show": ("sayso.cli.show:show", "Show one article with its annotations."),
    "stats": ("sayso.cli.stats:stats", "The corpus in numbers."),
    "synth": ("sayso.cli.synth:synth", "Write a made-up corpus with exact gold, of any size, for load tests."),
    "validate": ("sayso.cli.validate:validate", "Check files against the schemas and the text."),
}


@click.group(cls=LazyGroup.of(_COMMANDS), context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="sayso")
def cli() -> None:
    """Gold speakers, quotes and claims in news: build, annotate, validate, score.

    Shell completion: eval "$(_SAYSO_COMPLETE=bash_source sayso)"; likewise zsh_source and fish_source.
    """


def main(arguments: list[str] | None = None) -> None:
    """Run the command line and exit: 0 done, 1 the data or the scores fall short, 2 wrong use, 130 interrupted."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(errors="backslashreplace")  # what the terminal's encoding lacks is shown by its code
    try:
        code = cli.main(args=arguments, prog_name="sayso", standalone_mode=False)
    except SaysoError as error:
        click.echo(f"sayso: {printable(str(error))}", err=True)
        sys.exit(error.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        click.echo("sayso: interrupted.", err=True)
        sys.exit(130)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(1)
    sys.exit(code if isinstance(code, int) else 0)
