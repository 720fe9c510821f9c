using System.Globalization;
using TransformerService.Cli.Bulk.Json;
using TransformerService.Cli.Servers;
using TransformerService.Client;

namespace TransformerService.Cli.Bulk.Tasks;

/// <summary>Classifies each text.</summary>
/// <param name="Model">The model's name, if it was given.</param>
/// <param name="TopK">How many labels a line gets, the best first, where the format can hold several.</param>
internal sealed record ClassifyTask(string? Model, int TopK) : IBulkTask
{
    /// <summary>The variant that answers, if not the one that does by default.</summary>
    public VariantRole? Variant { get; init; }

    public ModelTask ModelTask => ModelTask.TextClassification;

    public AnswerKind Kind => AnswerKind.Label;

    public IReadOnlyDictionary<string, string> Options =>
        new Dictionary<string, string> { ["--model"] = Model ?? "", ["--top-k"] = TopK.ToString(CultureInfo.InvariantCulture) };

    public Answer? AnswerBlank(string text) => null;

    public async Task<IReadOnlyList<Answer>> AskAsync(
        ITransformerServiceClient client,
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken
    )
    {
        var request = new ClassifyRequest
        {
            Text = texts,
            Model = Model,
            TopK = TopK,
            Variant = Variant,
        };
        var answer = await client.ClassifyAsync(request, cancellationToken);
        return
        [
            .. answer.Results.Select(static result =>
                ToAnswer(result.Labels) with
                {
                    Truncation = result.Truncated ? Truncation.OfText : null,
                }
            ),
        ];
    }

    private static Answer ToAnswer(IReadOnlyList<LabelScore> labels)
    {
        var json = string.Join(
            ',',
            labels.Select(static label => $$"""{"label":{{JsonText.Quote(label.Label)}},"score":{{Number(label.Score)}}}""")
        );
        return new Answer($"[{json}]", labels is [var best, ..] ? [best.Label, Number(best.Score)] : ["", ""]);
    }

    private static string Number(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
