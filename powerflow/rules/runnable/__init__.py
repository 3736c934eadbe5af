"""Whether the chart can be run as cases, told before anyone starts one."""
