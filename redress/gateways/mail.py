"""Mail through SMTP."""

from __future__ import annotations

import smtplib
from email.message import EmailMessage

from redress.gateways.transport import Message, TransportError


class SmtpMail:
    """Sends mail through a server."""

    def __init__(self, *, host: str, port: int, sender: str, timeout: float = 15.0) -> None:
        self.host, self.port, self.sender, self.timeout = host, port, sender, timeout

    def send(self, message: Message) -> None:
        """Hand one mail over; a 5xx answer of the server is permanent."""
        mail = EmailMessage()
        mail["From"], mail["To"], mail["Subject"] = self.sender, message.to, message.subject.replace("\n", " ")
        mail["Message-ID"] = f"<{message.key}@redress>"
        mail.set_content(message.text)
        try:
            with smtplib.SMTP(self.host, self.port, timeout=self.timeout) as server:
                server.send_message(mail)
        except smtplib.SMTPRecipientsRefused:
            raise TransportError("the mail server refuses the address", permanent=True) from None
        except smtplib.SMTPResponseException as wrong:
            raise TransportError(
                f"the mail server answered {wrong.smtp_code}", permanent=wrong.smtp_code >= 500
            ) from None
        except (OSError, smtplib.SMTPException) as wrong:
            raise TransportError(f"the mail server cannot be reached: {wrong}") from None
