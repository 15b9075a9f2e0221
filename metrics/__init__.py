"""The catalogue of metrics. Add one by adding a module to this folder."""

import pkgutil
from functools import cache
from importlib import import_module

from metrics.metric import Metric

_SHARED = {"answers", "bounds", "estimates", "kinds", "metric", "network"}
_NOT_METRICS = _SHARED | {
    "__main__",
    "around",
    "behind",
    "compare",
    "coverage",
    "own_bounds",
    "publish",
    "terms",
    "topics",
    "uses",
    "withhold",
}


@cache
def catalogue() -> tuple[Metric, ...]:
    """Return every metric in this folder, each headline followed by its further figures."""
    names = sorted(m.name for m in pkgutil.iter_modules(__path__) if m.name not in _NOT_METRICS)
    modules = [import_module(f"{__name__}.{name}") for name in names]
    return tuple(
        metric for module in modules for metric in (module.METRIC, *getattr(module, "FURTHER", ()))
    )


def metric_named(name: str) -> Metric:
    """Return a metric by its name; raise KeyError when there is none."""
    return {metric.name: metric for metric in catalogue()}[name]
