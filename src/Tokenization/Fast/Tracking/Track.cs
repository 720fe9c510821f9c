namespace TransformerService.Tokenization.Fast.Tracking;

/// <summary>Where each UTF-16 unit of a changed text comes from in the original text.</summary>
/// <param name="starts">Where the origin of each unit starts.</param>
/// <param name="ends">Where it ends, exclusive.</param>
internal sealed class Track(int[] starts, int[] ends)
{
    /// <summary>The track of an unchanged part of the original text.</summary>
    public static Track Of(int start, int length)
    {
        int[] starts = new int[length],
            ends = new int[length];
        for (var index = 0; index < length; index++)
        {
            (starts[index], ends[index]) = (start + index, start + index + 1);
        }

        return new Track(starts, ends);
    }

    /// <summary>The track of a part of the text.</summary>
    public Track Slice(int start, int end) => new(starts[start..end], ends[start..end]);

    /// <summary>The part of the original text that a part of the text comes from.</summary>
    public (int Start, int End) Span(int start, int end)
    {
        if (start >= end)
        {
            var place =
                start < starts.Length ? starts[start]
                : ends is [.., var last] ? last
                : 0;
            return (place, place);
        }

        var (first, final) = (int.MaxValue, 0);
        for (var index = start; index < end; index++)
        {
            (first, final) = (Math.Min(first, starts[index]), Math.Max(final, ends[index]));
        }

        return (first, final);
    }
}

/// <summary>Collects a text's parts and where each comes from.</summary>
internal sealed class TrackBuilder
{
    private readonly List<int> _starts = [],
        _ends = [];

    /// <summary>Adds units that all come from one part of the original text.</summary>
    public void Add(int units, (int Start, int End) origin)
    {
        for (var unit = 0; unit < units; unit++)
        {
            _starts.Add(origin.Start);
            _ends.Add(origin.End);
        }
    }

    public Track Build() => new([.. _starts], [.. _ends]);
}
