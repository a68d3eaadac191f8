"""The scheduler: when which command runs, and that it runs once however many schedulers there are.

It knows no job's work: each job is a management command. `jobs` is the table of them, `run` the loop of the process, `leader`
the lock that makes one of several the active one, `store` and `history` what stands in the database.
"""
