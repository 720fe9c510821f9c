using System.Globalization;
using System.Text;

namespace TransformerService.Tokenization.Fast.Tracking;

/// <summary>A text with its track.</summary>
/// <param name="Text">The text.</param>
/// <param name="Track">Where its units come from.</param>
internal readonly record struct TrackedText(string Text, Track Track)
{
    /// <summary>Replaces parts of the text.</summary>
    /// <param name="parts">The parts in their order, and what each becomes.</param>
    public TrackedText Replace(IEnumerable<(Range Part, string By)> parts)
    {
        var text = new StringBuilder(Text.Length);
        var track = new TrackBuilder();
        var done = 0;
        foreach (var (part, by) in parts)
        {
            var (start, end) = (part.Start.Value, part.End.Value);
            Keep(text, track, done, start);
            text.Append(by);
            track.Add(by.Length, Track.Span(start, end));
            done = end;
        }

        Keep(text, track, done, Text.Length);
        return new TrackedText(text.ToString(), track.Build());
    }

    /// <summary>Puts a text before it, which comes from where it starts.</summary>
    public TrackedText Prepend(string prefix)
    {
        if (Text.Length == 0)
        {
            return this;
        }

        var track = new TrackBuilder();
        track.Add(prefix.Length, Track.Span(0, char.IsSurrogatePair(Text, 0) ? 2 : 1));
        for (var index = 0; index < Text.Length; index++)
        {
            track.Add(1, Track.Span(index, index + 1));
        }

        return new TrackedText(prefix + Text, track.Build());
    }

    public TrackedText Slice(int start, int end) => new(Text[start..end], Track.Slice(start, end));

    /// <summary>
    /// Applies a change that does not look beyond a character and the marks on it. Each such group is changed by itself; where that does not
    /// give what the change gives for the whole text, the whole text counts, and only its common start and end are tracked exactly.
    /// </summary>
    public TrackedText Change(Func<string, TextWork, string> change, TextWork work)
    {
        var whole = change(Text, work);
        var text = new StringBuilder(whole.Length);
        var track = new TrackBuilder();
        for (int start = 0, length; start < Text.Length; start += length)
        {
            length = StringInfo.GetNextTextElementLength(Text, start);
            var group = Text.Substring(start, length);
            var changed = change(group, work);
            AddGroup(group, changed, start, change, text, track, work);
        }

        // A final sigma becomes another letter than a sigma within a word: as long.
        return text.Length == whole.Length ? new TrackedText(whole, track.Build()) : Roughly(whole);
    }

    private void AddGroup(
        string group,
        string changed,
        int start,
        Func<string, TextWork, string> change,
        StringBuilder text,
        TrackBuilder track,
        TextWork work
    )
    {
        text.Append(changed);
        if (group.Length > 1)
        {
            List<(int Units, (int Start, int End) Origin)> parts = [];
            var each = new StringBuilder();
            var place = start;
            foreach (var rune in group.EnumerateRunes())
            {
                var part = change(rune.ToString(), work);
                each.Append(part);
                parts.Add((part.Length, Track.Span(place, place + rune.Utf16SequenceLength)));
                place += rune.Utf16SequenceLength;
            }

            if (each.Equals(changed))
            {
                parts.ForEach(part => track.Add(part.Units, part.Origin));
                return;
            }
        }

        track.Add(changed.Length, Track.Span(start, start + group.Length));
    }

    private TrackedText Roughly(string whole)
    {
        var least = Math.Min(Text.Length, whole.Length);
        var before = Text.AsSpan().CommonPrefixLength(whole);
        var after = 0;
        while (after < least - before && Text[^(after + 1)] == whole[^(after + 1)])
        {
            after++;
        }

        return Replace([(before..(Text.Length - after), whole[before..(whole.Length - after)])]);
    }

    private void Keep(StringBuilder text, TrackBuilder track, int start, int end)
    {
        text.Append(Text, start, end - start);
        for (var index = start; index < end; index++)
        {
            track.Add(1, Track.Span(index, index + 1));
        }
    }
}
