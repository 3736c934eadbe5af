"""powerflow: checks, draws, runs and replays administrative-power flowcharts (行政权力运行流程图)."""

__version__ = "0.1.0"
