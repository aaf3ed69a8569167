"""Work with a running Label Studio server: projects, tasks, annotations."""
