using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using Google.Protobuf;
using Grpc.Core;
using Shouldly;
using TransformerService.Fuzz;
using TransformerService.V1;
using Xunit;

namespace TransformerService.Api.Tests.Fuzz;

/// <summary>
/// Mutated messages, and mutated frames around them, to the gRPC port: a status of the table, never INTERNAL or UNKNOWN and never silence.
/// </summary>
public sealed class GrpcFuzzTests(FuzzServer server)
{
    private const int Default = 400;
    private const int HeaderBytes = 5;
    private const long ResetByCancel = 8;

    private static readonly TranslateRequest Translation = new()
    {
        Texts = { "A dog.", "" },
        Model = "en-fr",
        Source = "en",
        Options = new TranslateOptions
        {
            BeamSize = 2,
            MaxNewTokens = 6,
            LengthPenalty = 1.5,
            NumHypotheses = 2,
        },
    };

    private static readonly ClassifyRequest Classification = new()
    {
        Texts = { "good", "b" },
        Model = "intent",
        TopK = 3,
    };
    private static readonly EmbedRequest Embedding = new()
    {
        Texts = { "a small dog", "b" },
        Prompt = "query: ",
        Dimensions = 8,
        Encoding = EmbeddingEncoding.Binary,
    };
    private static readonly RerankRequest Ranking = new()
    {
        Query = "a dog",
        Documents = { "a small dog", "b" },
        TopN = 1,
    };
    private static readonly TagRequest Tagging = new() { Texts = { "Anna lives in Paris." }, Aggregation = TagAggregation.First };
    private static readonly GenerateRequest Generation = new()
    {
        Texts = { "a dog" },
        Options = new GenerateOptions
        {
            DoSample = true,
            TopP = 0.9,
            Seed = 7,
            MaxNewTokens = 4,
        },
    };
    private static readonly TranslateStreamRequest Part = new()
    {
        Id = "1",
        Text = "A dog.",
        Model = "en-fr",
        Options = new TranslateOptions { MaxNewTokens = 4 },
    };
    private static readonly SetShadowRequest Change = new() { Name = "intent", SampleRate = 0.5 };

    [Theory]
    [InlineData("Translate")]
    [InlineData("Classify")]
    [InlineData("Embed")]
    [InlineData("Rerank")]
    [InlineData("Tag")]
    [InlineData("Generate")]
    [InlineData("GenerateStream")]
    [InlineData("TranslateStream")]
    [InlineData("SetShadow")]
    public async Task Call_MutatedBytes_IsAnsweredOrRefused(string method)
    {
        byte[][] seeds = [Message(method)];
        using var client = new HttpClient(new SocketsHttpHandler { EnableMultipleHttp2Connections = true });
        await DoorFuzz.TryAsync(
            $"gRPC {method}",
            Default,
            random => Frames(random, seeds),
            async (body, _, token) =>
            {
                using var request = new HttpRequestMessage(
                    HttpMethod.Post,
                    new Uri(server.GrpcAddress, $"/transformer.v1.Transformer/{method}")
                )
                {
                    Version = HttpVersion.Version20,
                    VersionPolicy = HttpVersionPolicy.RequestVersionExact,
                    Content = new ByteArrayContent(body),
                };
                request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/grpc");
                request.Headers.Add("x-api-key", FuzzServer.AdminKey);
                request.Headers.Add("te", "trailers");
                try
                {
                    return await SendAsync(client, request, token);
                }
                catch (Exception exception)
                    when (method == "TranslateStream" && exception.GetBaseException() is HttpProtocolException { ErrorCode: ResetByCancel })
                {
                    return "reset"; // gRPC ended the stream while the client still sent: to a client that is the status CANCELLED
                }
            }
        );
    }

    private static async Task<string> SendAsync(HttpClient client, HttpRequestMessage request, CancellationToken cancellationToken)
    {
        using var response = await client.SendAsync(request, cancellationToken);
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken);
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        var status = Status(response);
        status.ShouldNotBeOneOf(StatusCode.Internal, StatusCode.Unknown);
        return answer.Length > 0 && status == StatusCode.OK ? "OK with an answer" : status.ToString();
    }

    private static byte[] Message(string method) =>
        method switch
        {
            "Translate" => Translation.ToByteArray(),
            "Classify" => Classification.ToByteArray(),
            "Embed" => Embedding.ToByteArray(),
            "Rerank" => Ranking.ToByteArray(),
            "Tag" => Tagging.ToByteArray(),
            "Generate" or "GenerateStream" => Generation.ToByteArray(),
            "SetShadow" => Change.ToByteArray(),
            _ => Part.ToByteArray(),
        };

    /// <summary>
    /// One to three messages with their five bytes of header; now and then the header is changed too, or the last byte is missing.
    /// </summary>
    private static byte[] Frames(Random random, byte[][] seeds)
    {
        List<byte> frames = [];
        for (var messages = random.Next(8) == 0 ? 1 + random.Next(3) : 1; messages > 0; messages--)
        {
            var message = Mutations.Protobuf(random, seeds);
            var header = new byte[HeaderBytes];
            BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(1), message.Length);
            frames.AddRange(header);
            frames.AddRange(message);
        }

        byte[] whole = [.. frames];
        return random.Next(10) == 0 ? Mutations.Change(random, whole, seeds) : whole;
    }

    private static StatusCode Status(HttpResponseMessage response) =>
        (response.TrailingHeaders.TryGetValues("grpc-status", out var trailer) || response.Headers.TryGetValues("grpc-status", out trailer))
            ? (StatusCode)int.Parse(trailer.Single(), CultureInfo.InvariantCulture)
            : throw new InvalidOperationException("The answer has no grpc-status.");
}
