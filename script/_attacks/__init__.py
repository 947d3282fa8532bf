"""What somebody hostile tries over HTTP, by kind; `script/attack` runs all of it against a fresh demo."""
