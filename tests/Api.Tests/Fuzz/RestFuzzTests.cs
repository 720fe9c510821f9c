using System.Net;
using System.Net.Http.Headers;
using Shouldly;
using TransformerService.Fuzz;
using Xunit;

namespace TransformerService.Api.Tests.Fuzz;

/// <summary>Mutated bodies to REST: an answer or a refusal, never a failure of the server and never silence.</summary>
public sealed class RestFuzzTests(FuzzServer server)
{
    private const int Default = 400;

    private static readonly byte[][] Translations =
    [
        """{"text":"A dog.","model":"en-fr","source":"en","target":"fr","variant":"student","options":{"beamSize":2,"maxNewTokens":8,"lengthPenalty":1.5,"noRepeatNgramSize":2,"repetitionPenalty":1.1,"numHypotheses":2,"splitSentences":true,"minNewTokens":1,"earlyStopping":"never"}}"""u8.ToArray(),
        """{"text":["Two dogs. A cat!","","é\u00e9\ud83d\ude00"],"options":{"maxNewTokens":4,"beamSize":1}}"""u8.ToArray(),
    ];

    private static readonly byte[][] Classifications =
    [
        """{"text":"good","model":"sentiment","topK":2}"""u8.ToArray(),
        """{"text":["a","b"],"textPair":["c","d"],"model":"intent","variant":"teacher"}"""u8.ToArray(),
        """{"text":"a","candidateLabels":["b","c"],"hypothesisTemplate":"It is {}.","multiLabel":true,"model":"nli"}"""u8.ToArray(),
    ];

    private static readonly byte[][] Embeddings =
    [
        """{"text":["a small dog","b"],"dimensions":8,"normalize":false,"encoding":"int8"}"""u8.ToArray(),
        """{"text":"a","prompt":"query: ","model":"embedder"}"""u8.ToArray(),
    ];

    private static readonly byte[][] Rankings =
    [
        """{"query":"a dog","documents":["a small dog","b"],"topN":1,"model":"ranker"}"""u8.ToArray(),
    ];

    private static readonly byte[][] Tags =
    [
        """{"text":["Anna lives in Paris.","b"],"aggregation":"max","offsets":"utf16","model":"ner"}"""u8.ToArray(),
    ];

    private static readonly byte[][] Generations =
    [
        """{"text":["a dog","b"],"model":"generator","options":{"doSample":true,"topK":5,"topP":0.9,"seed":7,"maxNewTokens":4}}"""u8.ToArray(),
        """{"text":"a","options":{"beamSize":2,"numHypotheses":2,"maxNewTokens":4}}"""u8.ToArray(),
    ];

    private static readonly byte[][] Changes =
    [
        """{"sampleRate":0.5,"maxPerSecond":20,"margin":0.05}"""u8.ToArray(),
        """{"sampleRate":null}"""u8.ToArray(),
    ];

    [Fact]
    public Task Translate_MutatedBody_IsAnsweredOrRefused() => TryAsync("POST /v1/translate", "/v1/translate", Translations);

    [Fact]
    public Task Classify_MutatedBody_IsAnsweredOrRefused() => TryAsync("POST /v1/classify", "/v1/classify", Classifications);

    [Fact]
    public Task Embed_MutatedBody_IsAnsweredOrRefused() => TryAsync("POST /v1/embed", "/v1/embed", Embeddings);

    [Fact]
    public Task Rerank_MutatedBody_IsAnsweredOrRefused() => TryAsync("POST /v1/rerank", "/v1/rerank", Rankings);

    [Fact]
    public Task Tag_MutatedBody_IsAnsweredOrRefused() => TryAsync("POST /v1/tag", "/v1/tag", Tags);

    [Fact]
    public Task Generate_MutatedBody_IsAnsweredOrRefused() => TryAsync("POST /v1/generate", "/v1/generate", Generations);

    [Fact]
    public Task Shadow_MutatedBodyFromAnAdmin_IsAnsweredOrRefused() => TryAsync("POST shadow", "/v1/models/intent/shadow", Changes);

    private async Task TryAsync(string target, string path, byte[][] seeds)
    {
        var outcomes = await DoorFuzz.TryAsync(
            target,
            Default,
            random => Mutations.Json(random, seeds),
            async (body, random, token) =>
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(path, UriKind.Relative))
                {
                    Content = new ByteArrayContent(body),
                };
                request.Headers.Add("X-API-Key", FuzzServer.AdminKey);
                if (random.Next(20) > 0)
                {
                    request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
                }

                using var response = await server.Http.SendAsync(request, token);
                var text = await response.Content.ReadAsStringAsync(token);
                ((int)response.StatusCode).ShouldBeLessThan(500, text);
                return ((int)response.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture);
            }
        );
        outcomes.Keys.ShouldContain("200");
        outcomes.Keys.ShouldContain("400");
        (await server.GetAsync("/health/ready")).Status.ShouldBe(HttpStatusCode.OK);
    }
}
