"""What the server that received a mail says of its sender: ``Authentication-Results`` (RFC 8601).

Anybody can write such a header into a mail. A receiving server puts its own on top of what
was sent, so of those with the name of a trusted server only the topmost counts, and one that
can't be read ends the search: what follows may have been written by the sender.
"""

from dataclasses import dataclass, field

# how the settings call servers that don't say their name, as Microsoft 365
UNNAMED = 'unnamed'


class MalformedError(ValueError):
    """The header does not follow the grammar."""


@dataclass(slots=True)
class Result:
    """What one method found: ``dkim``, ``pass``, and properties as ``header.d``."""

    method: str
    result: str
    properties: dict = field(default_factory=dict)


@dataclass(slots=True)
class Verdict:
    """Whether a sender is who the mail says.

    ``state`` is ``pass``, ``fail`` (also: not confirmed), or ``missing`` (no trusted server says
    anything); ``server`` is the name of the server, ``detail`` what it found.
    """

    state: str
    server: str = ''
    detail: str = ''


def judge(headers, trusted, address):
    """Return the ``Verdict`` of trusted servers on a sender.

    :param headers: raw values of the headers ``Authentication-Results``, the topmost first
    :param trusted: names of servers, see ``server_names``
    :param address: the only address that the mail is from
    """
    domain = normalize_domain(address.rpartition('@')[2])
    for header in headers:
        try:
            server, results = parse(header)
        except MalformedError:
            return Verdict('fail', detail=' '.join(header.split())[:200])
        if server in trusted:
            detail = ', '.join(f'{result.method}={result.result}' for result in results)
            state = 'pass' if domain and confirms(results, domain) else 'fail'
            return Verdict(state, server or UNNAMED, detail or 'none')
    return Verdict('missing')


def server_names(text):
    """Return names of servers, given one to a line.

    >>> sorted(server_names('MX.example.com\\nunnamed'))
    ['', 'mx.example.com']
    """
    names = (text or '').replace(',', ' ').lower().split()
    return {'' if name == UNNAMED else name for name in names}


def confirms(results, domain):
    """Tell whether results confirm that a mail comes from ``domain``, that of its sender.

    By DMARC; where the domain has no such policy, by a signature or an envelope of the domain
    itself or of one that it belongs to.
    """
    dmarc = [result for result in results if result.method == 'dmarc']
    if any(result.result not in ('none', 'bestguesspass', 'pass') for result in dmarc):
        return False
    of_domain = all(_domain_of(result, 'header.from') in ('', domain) for result in dmarc)
    if any(result.result == 'pass' for result in dmarc):
        return of_domain and all(result.result == 'pass' for result in dmarc)
    signed = any(
        result.method == 'dkim'
        and result.result == 'pass'
        and _covers(_domain_of(result, 'header.d') or _domain_of(result, 'header.i'), domain)
        for result in results
    )
    spf = [r for r in results if r.method == 'spf' and 'smtp.mailfrom' in r.properties]
    sent = bool(spf) and all(
        result.result == 'pass' and _covers(_domain_of(result, 'smtp.mailfrom'), domain)
        for result in spf
    )
    return signed or sent


def normalize_domain(domain):
    """Return a domain in the form in which domains are compared.

    >>> normalize_domain('Exämple.com.')
    'xn--exmple-cua.com'
    """
    domain = domain.strip().rstrip('.').lower()
    try:
        return domain.encode('idna').decode()
    except UnicodeError:
        return domain


def _domain_of(result, name):
    return normalize_domain(result.properties.get(name, '').rpartition('@')[2])


def _covers(proven, domain):
    """Tell whether ``domain`` is the proven one, or belongs to it."""
    return '.' in proven and (domain == proven or domain.endswith(f'.{proven}'))


def parse(header):
    """Return the name of the server, '' where it doesn't say, and its results.

    >>> parse('mx.example.com 1; dkim=pass (good) header.d=example.com')
    ('mx.example.com', [Result(method='dkim', result='pass', \
properties={'header.d': 'example.com'})])
    >>> parse('mx.example.com; none')
    ('mx.example.com', [])

    :raise MalformedError: when it does not follow the grammar
    """
    segments = [_pairs(atoms) for atoms in _split(header)]
    server = ''
    if segments[0] and segments[0][0][1] is None:
        server = segments.pop(0)[0][0].lower()
    results = []
    for pairs in segments:
        if not pairs or pairs == [('none', None)]:
            continue
        (method, result), *properties = pairs
        if result is None:
            raise MalformedError(header)
        known = {}
        for name, value in properties:
            if value is not None and known.setdefault(name.lower(), value) != value:
                raise MalformedError(header)
        results.append(Result(method.partition('/')[0].lower(), result.lower(), known))
    return server, results


def _pairs(atoms):
    """Return (name, value) of atoms, with ``None`` as value where there is no equals sign."""
    joined = []
    for atom in atoms:
        before = joined[-1] if joined else None
        if before and (atom[0] == ('=', False) or before[-1:] == [('=', False)]):
            before.extend(atom)
        else:
            joined.append(list(atom))
    pairs = []
    for atom in joined:
        text = ''.join(char for char, _quoted in atom)
        if ('=', False) not in atom:
            pairs.append((text, None))
            continue
        position = atom.index(('=', False))
        if not position:
            raise MalformedError(text)
        pairs.append((text[:position], text[position + 1 :]))
    return pairs


def _split(header):
    """Return the parts between semicolons as lists of atoms, without comments.

    An atom is a list of (character, whether it was quoted).
    """
    segments, atom = [[]], []
    characters = iter(header)

    def end():
        nonlocal atom
        if atom:
            segments[-1].append(atom)
            atom = []

    for char in characters:
        if char == '(':
            end()
            _skip_comment(characters)
        elif char == ')':
            raise MalformedError(header)
        elif char == '"':
            atom += [(quoted, True) for quoted in _quoted(characters)]
        elif char == ';':
            end()
            segments.append([])
        elif char.isspace():
            end()
        else:
            atom.append((char, False))
    end()
    return segments


def _quoted(characters):
    for char in characters:
        if char == '"':
            return
        yield next(characters, '') if char == '\\' else char
    raise MalformedError('"')


def _skip_comment(characters):
    depth = 1
    for char in characters:
        if char == '\\':
            next(characters, None)
        elif char == '(':
            depth += 1
        elif char == ')':
            depth -= 1
            if not depth:
                return
    raise MalformedError('(')
