"""What watches over the process: who it works for, and how long."""
