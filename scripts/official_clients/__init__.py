"""The platforms' own clients, pointed at the sandbox: a module for each platform. What they read has to be the truth."""
