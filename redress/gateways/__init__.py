"""The way out: letters, mail, SMS, webhooks, hand-off files."""
