using TransformerService.Cli.Bulk.Json;
using TransformerService.Cli.Servers;
using TransformerService.Client;

namespace TransformerService.Cli.Bulk.Tasks;

/// <summary>Translates each text.</summary>
/// <param name="Model">The model's name, if it was given.</param>
/// <param name="From">The texts' language, if it was given.</param>
/// <param name="To">The language to translate to, if it was given.</param>
internal sealed record TranslateTask(string? Model, string? From, string? To) : IBulkTask
{
    /// <summary>The variant that answers, if not the one that does by default.</summary>
    public VariantRole? Variant { get; init; }

    public ModelTask ModelTask => ModelTask.Translation;

    public AnswerKind Kind => AnswerKind.Text;

    public IReadOnlyDictionary<string, string> Options =>
        new Dictionary<string, string>
        {
            ["--model"] = Model ?? "",
            ["--from"] = From ?? "",
            ["--to"] = To ?? "",
        };

    public Answer? AnswerBlank(string text) => ToAnswer(text);

    public async Task<IReadOnlyList<Answer>> AskAsync(
        ITransformerServiceClient client,
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken
    )
    {
        var request = new TranslateRequest
        {
            Text = texts,
            Model = Model,
            Source = From,
            Target = To,
            Variant = Variant,
        };
        var answer = await client.TranslateAsync(request, cancellationToken);
        return
        [
            .. answer.Translations.Select(static translation =>
                ToAnswer(translation.Text) with
                {
                    Truncation = translation.Truncated ? Truncation.OfTranslation : null,
                }
            ),
        ];
    }

    private static Answer ToAnswer(string text) => new(JsonText.Quote(text), [text]);
}
