using System.Buffers;

namespace TransformerService.Tokenization.Segments.Spans;

/// <summary>E-mail addresses, and repositories that are addressed as these.</summary>
internal static class MailSpans
{
    private const int LongestAddress = 64;

    private static readonly SearchValues<char> _ofLocalPart = SearchValues.Create("._%+-'!#$&*=?^`{}~");
    private static readonly SearchValues<char> _address = SearchValues.Create("0123456789abcdefABCDEF.:");

    /// <summary>Adds e-mail addresses; returns where the last one ends, or 0 if there is none.</summary>
    public static int Add(ReadOnlySpan<char> word, int start, List<ProtectedSpan> found)
    {
        var last = 0;
        var slash = word.LastIndexOf('/');
        for (int from = 0, sign; (sign = word[from..].IndexOf('@')) >= 0; )
        {
            sign += from;
            int local = sign,
                end = sign + 1;
            while (local > from && (char.IsLetterOrDigit(word[local - 1]) || _ofLocalPart.Contains(word[local - 1])))
            {
                local--;
            }

            while (end < word.Length && (char.IsLetterOrDigit(word[end]) || word[end] is '.' or '-'))
            {
                end++;
            }

            var host = word[(sign + 1)..end].TrimEnd('.');
            var close =
                local == sign ? 0
                : host.LastIndexOf('.') is > 0 and var dot && host.Length - dot > 2 ? EndOfRepository(word, sign + 1 + host.Length, slash)
                : end == sign + 1 ? EndOfAddress(word, end)
                : 0;
            if (close > 0)
            {
                found.Add(new ProtectedSpan(start + local, close - local));
                last = close;
            }

            from = Math.Max(end, close);
        }

        return last;
    }

    /// <summary>An IP number in brackets: <c>user@[192.168.1.1]</c>.</summary>
    private static int EndOfAddress(ReadOnlySpan<char> word, int at) =>
        at < word.Length
        && word[at] == '['
        && word.Slice(at, Math.Min(LongestAddress, word.Length - at)).IndexOf(']') is > 1 and var close
        && !word[(at + 1)..(at + close)].ContainsAnyExcept(_address)
            ? at + close + 1
            : 0;

    /// <summary>A repository: <c>git@github.com:o/r.git</c>.</summary>
    private static int EndOfRepository(ReadOnlySpan<char> word, int end, int slash) =>
        end + 1 < word.Length && word[end] == ':' && slash > end ? word.Length : end;
}
