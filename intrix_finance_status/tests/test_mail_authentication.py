import doctest
from unittest import TestCase

from ..imports import authentication
from ..imports.authentication import judge

ADDRESS = 'books@example.com'
MX = frozenset({'mx.mycompany.com'})
GMAIL = """mx.google.com;
       dkim=pass header.i=@example.com header.s=20230601 header.b="ab=c;/d";
       spf=pass (google.com: domain of books@example.com designates 192.0.2.1 as permitted
        sender) smtp.mailfrom=books@example.com;
       dmarc=pass (p=REJECT sp=REJECT dis=NONE) header.from=example.com"""
MICROSOFT = (
    'spf=pass (sender IP is 192.0.2.1) smtp.mailfrom=example.com; dkim=pass (signature was '
    'verified) header.d=example.com;dmarc=pass action=none header.from=example.com;'
    'compauth=pass reason=100'
)


class TestMailAuthentication(TestCase):
    """Reading ``Authentication-Results``, whatever a server or a forger wrote."""

    def _state(self, *headers, trusted=MX, address=ADDRESS):
        return judge(headers, trusted, address).state

    def test_examples(self):
        self.assertFalse(doctest.testmod(authentication).failed)

    def test_servers(self):
        """As large providers write it; who is not trusted says nothing."""
        self.assertEqual(self._state(GMAIL, trusted={'mx.google.com'}), 'pass')
        self.assertEqual(self._state(GMAIL), 'missing')
        self.assertEqual(self._state(MICROSOFT), 'missing')
        self.assertEqual(
            self._state(MICROSOFT, trusted=authentication.server_names('unnamed')), 'pass'
        )
        self.assertEqual(self._state(), 'missing')
        self.assertEqual(
            self._state(MICROSOFT.replace('dmarc=pass', 'dmarc=fail'), trusted={''}), 'fail'
        )

    def test_results(self):
        for results, expected in (
            ('dmarc=pass', 'pass'),
            ('dmarc=pass header.from=example.com', 'pass'),
            ('DMARC = PASS header.from = "example.com"', 'pass'),
            ('dmarc/1=pass header.from=Example.COM', 'pass'),
            # of somebody else
            ('dmarc=pass header.from=evil.org', 'fail'),
            ('dmarc=fail header.from=example.com', 'fail'),
            ('dmarc=fail; dkim=pass header.d=example.com', 'fail'),
            ('dmarc=pass; dmarc=fail', 'fail'),
            ('dmarc=temperror', 'fail'),
            ('dmarc=none', 'fail'),
            ('dmarc=none; dkim=pass header.d=example.com', 'pass'),
            ('dmarc=bestguesspass; spf=pass smtp.mailfrom=a@example.com', 'pass'),
            ('dkim=pass header.d=example.com', 'pass'),
            ('dkim=pass header.i=@example.com', 'pass'),
            ('dkim=fail header.d=example.com; dkim=pass header.d=example.com', 'pass'),
            ('dkim=pass header.d=evil.org', 'fail'),
            ('dkim=pass header.d=notexample.com', 'fail'),
            ('dkim=pass header.d=com', 'fail'),
            ('dkim=pass', 'fail'),
            ('dkim=fail header.d=example.com', 'fail'),
            ('spf=pass smtp.mailfrom=books@example.com', 'pass'),
            ('spf=pass smtp.mailfrom=example.com', 'pass'),
            # the envelope of somebody else, or only the name that a server gave itself
            ('spf=pass smtp.mailfrom=books@evil.org', 'fail'),
            ('spf=pass smtp.helo=example.com', 'fail'),
            ('spf=softfail smtp.mailfrom=books@example.com', 'fail'),
            ('none', 'fail'),
            ('', 'fail'),
        ):
            with self.subTest(results=results):
                self.assertEqual(self._state(f'mx.mycompany.com 1; {results}'), expected)
        # the domain of the mail may belong to the one that signed
        header = 'MX.mycompany.com; dkim=pass header.d=example.com'
        self.assertEqual(self._state(header, address='a@mail.example.com'), 'pass')
        self.assertEqual(self._state(header, address='a@'), 'fail')
        header = 'mx.mycompany.com; dmarc=pass header.from=xn--exmple-cua.com'
        self.assertEqual(self._state(header, address='a@exämple.com'), 'pass')

    def test_position(self):
        """Only the topmost header of a trusted server counts: the sender wrote what follows."""
        good = 'mx.mycompany.com; dmarc=pass header.from=example.com'
        bad = 'mx.mycompany.com; dmarc=fail header.from=example.com'
        self.assertEqual(self._state(bad, good), 'fail')
        self.assertEqual(self._state('mx.mycompany.com; none', good), 'fail')
        self.assertEqual(self._state(good, bad), 'pass')
        self.assertEqual(self._state('relay.mycompany.com; none', good), 'pass')
        # one that can't be read may be the server's
        self.assertEqual(self._state('mx.mycompany.com; spf=pass (open', good), 'fail')

    def test_injection(self):
        """What a sender can make a server quote is no result."""
        for text in (
            'spf=none (domain of a;dmarc=pass) smtp.mailfrom=a@evil.org',
            'spf=none (a \\) ; dmarc=pass) smtp.mailfrom=a@evil.org',
            'spf=none (a (b) ; dmarc=pass header.from=example.com) smtp.mailfrom=a@evil.org',
            'spf=none smtp.mailfrom="; dmarc=pass"@evil.org',
            'spf=none smtp.mailfrom="\\"; dmarc=pass "@evil.org',
            'spf=pass smtp.mailfrom="a@example.com "@evil.org',
            'spf=pass smtp.mailfrom=evil.org smtp.mailfrom=example.com',
            'spf=none reason="; dmarc=pass"',
            'x=y "dmarc=pass"',
            # decoded, this would be another result
            'spf=none smtp.mailfrom==?utf-8?q?=3B_dmarc=3Dpass?=@evil.org',
        ):
            with self.subTest(text=text):
                self.assertEqual(self._state(f'mx.mycompany.com; {text}'), 'fail')

    def test_malformed(self):
        """Nothing else than a verdict comes out, whatever goes in."""
        for text in ('(', ')', '"', '=', '; =', 'a; b', ';;;', '\\', 'a; =b', '\0', '((((' * 999):
            with self.subTest(text=text[:20]):
                self.assertIn(self._state(text), ('fail', 'missing'))
