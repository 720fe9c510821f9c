using System.Globalization;
using TransformerService.Cli.Servers;
using TransformerService.Client;

namespace TransformerService.Cli.Bulk.Tasks;

/// <summary>Makes a vector of each text.</summary>
/// <param name="Model">The model's name, if it was given.</param>
/// <param name="Dimensions">How many numbers of each vector are kept, if not all.</param>
internal sealed record EmbedTask(string? Model, int? Dimensions) : IBulkTask
{
    public ModelTask ModelTask => ModelTask.FeatureExtraction;

    public AnswerKind Kind => AnswerKind.Vector;

    public IReadOnlyDictionary<string, string> Options =>
        new Dictionary<string, string>
        {
            ["--model"] = Model ?? "",
            ["--dimensions"] = Dimensions?.ToString(CultureInfo.InvariantCulture) ?? "",
        };

    public Answer? AnswerBlank(string text) => null;

    public async Task<IReadOnlyList<Answer>> AskAsync(
        ITransformerServiceClient client,
        IReadOnlyList<string> texts,
        CancellationToken cancellationToken
    )
    {
        var request = new EmbedRequest
        {
            Text = texts,
            Model = Model,
            Dimensions = Dimensions,
        };
        var answer = await client.EmbedAsync(request, cancellationToken);
        return
        [
            .. answer.Embeddings.Zip(
                answer.Truncated,
                static (vector, isTruncated) => ToAnswer(vector) with { Truncation = isTruncated ? Truncation.OfText : null }
            ),
        ];
    }

    private static Answer ToAnswer(float[] vector)
    {
        var json = $"[{string.Join(',', vector.Select(static number => number.ToString("R", CultureInfo.InvariantCulture)))}]";
        return new Answer(json, [json]);
    }
}
