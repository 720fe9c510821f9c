// Translates and classifies over gRPC, and then over REST.
using System.Net.Http.Json;
using Grpc.Core;
using Grpc.Net.Client;
using TransformerService.V1;

var rest = new Uri(args.ElementAtOrDefault(0) ?? "http://localhost:8080");
var grpc = new Uri(args.ElementAtOrDefault(1) ?? "http://localhost:8081");
var key = Environment.GetEnvironmentVariable("TRANSFORMER_API_KEY");
string[] sentences = ["Two dogs are playing in the snow.", "A man is sitting on a chair."];
string[] reviews = ["a gorgeous , witty , seductive movie .", "the plot is dull ."];

try
{
    await OverGrpcAsync();
    await OverRestAsync();
    return 0;
}
catch (RpcException failure)
{
    // The status says whether a retry helps; the detail says what to change.
    Console.Error.WriteLine($"gRPC: {failure.StatusCode}: {failure.Status.Detail}");
    return 1;
}
catch (HttpRequestException failure)
{
    Console.Error.WriteLine($"REST: {failure.Message}");
    return 1;
}

async Task OverGrpcAsync()
{
    using var channel = GrpcChannel.ForAddress(grpc);
    var client = new Transformer.TransformerClient(channel);
    var headers = key is null ? [] : new Metadata { { "x-api-key", key } };
    var deadline = DateTime.UtcNow.AddSeconds(30);

    var translated = await client.TranslateAsync(
        new TranslateRequest
        {
            Texts = { sentences },
            Source = "en",
            Target = "fr",
        },
        headers,
        deadline
    );
    foreach (var (sentence, translation) in sentences.Zip(translated.Translations))
    {
        Console.WriteLine($"gRPC  {sentence} → {translation.Text}");
    }

    var classified = await client.ClassifyAsync(
        new ClassifyRequest
        {
            Texts = { reviews },
            Model = "sentiment",
            TopK = 1,
        },
        headers,
        deadline
    );
    foreach (var (review, result) in reviews.Zip(classified.Results))
    {
        Console.WriteLine($"gRPC  {review} → {result.Labels[0].Label} {result.Labels[0].Score:0.00}");
    }
}

async Task OverRestAsync()
{
    using var http = new HttpClient { BaseAddress = rest };
    if (key is not null)
    {
        http.DefaultRequestHeaders.Add("X-API-Key", key);
    }

    var translated = await PostAsync<TranslateAnswer>(
        http,
        "v1/translate",
        new
        {
            text = sentences,
            source = "en",
            target = "fr",
        }
    );
    foreach (var (sentence, translation) in sentences.Zip(translated.Translations))
    {
        Console.WriteLine($"REST  {sentence} → {translation.Text}");
    }

    var classified = await PostAsync<ClassifyAnswer>(
        http,
        "v1/classify",
        new
        {
            text = reviews,
            model = "sentiment",
            topK = 1,
        }
    );
    foreach (var (review, result) in reviews.Zip(classified.Results))
    {
        Console.WriteLine($"REST  {review} → {result.Labels[0].Label} {result.Labels[0].Score:0.00}");
    }
}

static async Task<T> PostAsync<T>(HttpClient http, string path, object body)
{
    using var response = await http.PostAsJsonAsync(path, body);
    if (response.IsSuccessStatusCode)
    {
        return await response.Content.ReadFromJsonAsync<T>() ?? throw new HttpRequestException("The answer is empty.");
    }

    // Every refusal is a problem (RFC 9457): its code is stable, its detail says what to change.
    var problem = await response.Content.ReadFromJsonAsync<Problem>();
    throw new HttpRequestException($"{(int)response.StatusCode} {problem?.Code}: {problem?.Detail}");
}

internal sealed record TranslateAnswer(IReadOnlyList<TranslatedSentence> Translations);

internal sealed record TranslatedSentence(string Text, double Score);

internal sealed record ClassifyAnswer(IReadOnlyList<ClassifiedReview> Results);

internal sealed record ClassifiedReview(IReadOnlyList<ScoredLabel> Labels);

internal sealed record ScoredLabel(string Label, double Score);

internal sealed record Problem(string? Code, string? Detail);
