using TransformerService.Inference.Batching;
using TransformerService.Inference.Decoding;
using TransformerService.Inference.Sessions;
using TransformerService.Models.Exports;
using TransformerService.Models.Exports.Shortlists;

namespace TransformerService.Inference.Translation;

/// <summary>A sequence to translate, with its settings; rows of a batch may have different settings.</summary>
/// <param name="Ids">Token ids with the end token.</param>
/// <param name="Settings">How to decode it.</param>
internal sealed record TranslationRow(int[] Ids, GenerationSettings Settings)
{
    /// <summary>A translation rarely has more than 1.5 times its source's tokens, plus a few.</summary>
    private const int MoreTokens = 8;

    /// <summary>Whether it ends once its translation repeats itself.</summary>
    public bool StopsRepetition { get; init; }

    /// <summary>Whether it may take far longer than with the model's own settings.</summary>
    public bool IsDear { get; init; }

    /// <summary>
    /// Whether it is translated with the model's lexical shortlist, where the model has one: only pieces of the row's own list can occur.
    /// </summary>
    public bool UsesShortlist { get; init; }

    /// <summary>The sequence that is followed instead of searching for one.</summary>
    public TargetSequence? Target { get; init; }

    /// <summary>The translation that is aligned with the text instead of searching for one.</summary>
    public AlignedTarget? Aligned { get; init; }

    /// <summary>How its tokens are drawn; <see langword="null"/> if they are searched for.</summary>
    public TokenSampling? Sampling { get; init; }

    /// <summary>Who follows its search; <see langword="null"/> if only the result is of interest.</summary>
    public SearchFollower? Follower { get; init; }

    /// <summary>Whether it is expected to write the most tokens: its length does not follow from that of its text.</summary>
    public bool WritesMost { get; init; }

    /// <summary>Starts its search.</summary>
    public ISearch NewSearch()
    {
        ISearch search =
            Target is not null ? new TargetSearch(Target, Settings.DecoderStartTokenId)
            : Sampling is not null ? new SamplingSearch(Settings, Sampling)
            : Settings.NumBeams == 1 ? new GreedySearch(Settings, StopsRepetition)
            : new BeamSearch(Settings, StopsRepetition);
        return Follower is null ? search : new FollowedSearch(search, Follower);
    }

    /// <summary>The expected number of tokens that a beam writes.</summary>
    public int ExpectedTokens
    {
        get
        {
            var most = Settings.MaxLength - 1;
            return WritesMost || Aligned is not null
                ? most
                : Math.Clamp(
                    Ids.Length + (Ids.Length / 2) + MoreTokens,
                    Math.Min(most, Math.Max(Settings.MinNewTokens, Settings.MinLength)),
                    most
                );
        }
    }

    /// <summary>Its cost.</summary>
    public RowCost Cost =>
        new(Ids.Length, Settings.NumBeams, (long)Settings.NumBeams * Settings.MaxLength)
        {
            Work = WorkOf(ExpectedTokens),
            IsDear = IsDear,
            Positions = Aligned?.Tokens.Length ?? 0,
        };

    /// <summary>
    /// The pieces that its translation may use, among them those that its settings name; <see langword="null"/> for all pieces.
    /// </summary>
    public int[]? PiecesOf(LexicalShortlist? shortlist) =>
        UsesShortlist
            ? shortlist?.Of(
                Ids,
                [.. Settings.EosTokenIds, .. Settings.ForcedEosTokenIds, .. Settings.ForcedBosTokenId is { } first ? [first] : (int[])[]]
            )
            : null;

    /// <summary>Returns the work of a row that wrote the given number of tokens.</summary>
    public long WorkOf(int written) => (long)Settings.NumBeams * (Ids.Length + written);
}
