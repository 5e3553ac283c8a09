"""Names of queues and tasks, one typed message per task, and the only ways to send one."""
