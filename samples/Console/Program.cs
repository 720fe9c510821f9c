// Translates, classifies and embeds over REST, and then over gRPC.
using Microsoft.Extensions.DependencyInjection;
using TransformerService.Client;

var rest = new Uri(args.ElementAtOrDefault(0) ?? "http://localhost:8080");
var grpc = new Uri(args.ElementAtOrDefault(1) ?? "http://localhost:8081");
string[] sentences = ["Two dogs are playing in the snow.", "A man is sitting on a chair."];
string[] reviews = ["a gorgeous , witty , seductive movie .", "the plot is dull ."];

try
{
    await CallAsync(rest, TransformerServiceTransport.Rest);
    await CallAsync(grpc, TransformerServiceTransport.Grpc);
    return 0;
}
catch (TransformerServiceException failure)
{
    // The code is for programs; the message says what to change.
    Console.Error.WriteLine($"{failure.Code}: {failure.Message}");
    return 1;
}

async Task CallAsync(Uri address, TransformerServiceTransport transport)
{
    await using var services = new ServiceCollection()
        .AddTransformerServiceClient(options =>
        {
            options.Address = address;
            options.Transport = transport;
            options.ApiKey = Environment.GetEnvironmentVariable("TRANSFORMER_API_KEY");
            options.Timeout = TimeSpan.FromSeconds(60);
        })
        .BuildServiceProvider();
    var client = services.GetRequiredService<ITransformerServiceClient>();

    // Several texts in one call run as one batch.
    var translated = await client.TranslateAsync(
        new TranslateRequest
        {
            Text = sentences,
            Source = "en",
            Target = "fr",
        }
    );
    foreach (var (sentence, translation) in sentences.Zip(translated.Translations))
    {
        Console.WriteLine($"{transport}  {sentence} → {translation.Text}");
    }

    var classified = await client.ClassifyAsync(
        new ClassifyRequest
        {
            Text = reviews,
            Model = "sentiment",
            TopK = 1,
        }
    );
    foreach (var (review, result) in reviews.Zip(classified.Results))
    {
        Console.WriteLine($"{transport}  {review} → {result.Labels[0].Label} {result.Labels[0].Score:0.00}");
    }

    var models = await client.ListModelsAsync();
    if (models.Models.FirstOrDefault(model => model.Task == ModelTask.FeatureExtraction) is { } embedder)
    {
        var vector = await client.EmbedAsync(sentences[0], embedder.Name);
        Console.WriteLine($"{transport}  {sentences[0]} → {vector.Length} numbers");
    }
    else
    {
        Console.WriteLine($"{transport}  The server has no embedding model.");
    }
}
