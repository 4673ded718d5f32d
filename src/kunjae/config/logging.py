"""Logs on standard error: JSON lines, or readable lines in a terminal. Events and codes, no personal data."""

import logging.config
from dataclasses import dataclass
from typing import Any

import structlog
from structlog.typing import EventDict, Processor, WrappedLogger

PERSONAL = frozenset(
    {
        "email",
        "phone",
        "name",
        "first_name",
        "last_name",
        "guest",
        "password",
        "pin",
        "token",
        "address",
        "body",
    }
)


def hide_personal_data(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace the value of every key that could carry a person's data; a net, not a licence to log it."""
    for key in PERSONAL & event.keys():
        event[key] = "[hidden]"
    return event


@dataclass(frozen=True, kw_only=True)
class LoggingSetup:
    structlog: dict[str, Any]
    standard: dict[str, Any]

    def apply(self) -> None:
        logging.config.dictConfig(self.standard)


def logging_config(*, json: bool, debug: bool) -> LoggingSetup:
    """The set-up for structlog and for the standard library's loggers, which share one format."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_logger_name,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_personal_data,
    ]
    last: list[Processor] = [structlog.stdlib.ProcessorFormatter.remove_processors_meta]
    if json:
        last += [structlog.processors.format_exc_info, structlog.processors.JSONRenderer(ensure_ascii=False)]
    else:
        plain = structlog.dev.plain_traceback  # the pretty one prints local variables: guests' data
        last += [structlog.dev.ConsoleRenderer(exception_formatter=plain)]
    return LoggingSetup(
        structlog={
            "processors": [
                structlog.stdlib.filter_by_level,
                *shared,
                structlog.stdlib.ProcessorFormatter.wrap_for_formatter,
            ],
            "logger_factory": structlog.stdlib.LoggerFactory(),
            "wrapper_class": structlog.stdlib.BoundLogger,
            "cache_logger_on_first_use": True,
        },
        standard={
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {
                "default": {
                    "()": structlog.stdlib.ProcessorFormatter,
                    "processors": last,
                    "foreign_pre_chain": shared,
                }
            },
            "handlers": {"default": {"class": "logging.StreamHandler", "formatter": "default"}},
            "root": {"handlers": ["default"], "level": "INFO" if debug else "WARNING"},
            "loggers": {"kunjae": {"level": "DEBUG" if debug else "INFO"}},
        },
    )
