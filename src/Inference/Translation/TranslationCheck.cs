using TransformerService.Inference.Decoding;
using TransformerService.Inference.Serving;
using TransformerService.Models.SelfChecks;

namespace TransformerService.Inference.Translation;

/// <summary>Compares an encoder-decoder's answers with its golden sample.</summary>
internal static class TranslationCheck
{
    /// <summary>
    /// Forces the recorded tokens where the sample has them, and reports by how much they lead; otherwise compares the translations.
    /// </summary>
    public static IReadOnlyList<CheckedAnswer> Run(
        SequenceModel model,
        IReadOnlyList<SelfCheckSample> samples,
        CancellationToken cancellationToken
    )
    {
        if (samples.Any(sample => sample.Tokens is not { Count: > 0 }))
        {
            return
            [
                .. model
                    .Answer([.. samples.Select(sample => (sample.Text, (string?)null))], cancellationToken)
                    .Zip(
                        samples,
                        (found, sample) =>
                            new CheckedAnswer(found.Answer, found.Score, found.Answer == sample.Answer ? 0 : double.NegativeInfinity)
                    ),
            ];
        }

        var greedy = model.Generation with { NumBeams = 1, NumReturnSequences = 1 };
        ForcedSearch[] searches = [.. samples.Select(sample => new ForcedSearch(greedy, sample.Tokens ?? []))];
        model.Run([.. samples.Select(sample => model.Encode(sample.Text).Ids)], searches, cancellationToken);
        return
        [
            .. searches.Zip(
                samples,
                (search, sample) =>
                {
                    var followed = search.Results()[0];
                    var text = model.Tokenizer.Decode(followed.Tokens);
                    return new CheckedAnswer(text, followed.Score, text == sample.Answer ? search.Lead : double.NegativeInfinity);
                }
            ),
        ];
    }
}
