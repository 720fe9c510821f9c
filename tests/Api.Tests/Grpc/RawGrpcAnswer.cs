using System.Net;
using TransformerService.V1;

namespace TransformerService.Api.Tests.Grpc;

/// <summary>What came back of a raw call: status and message as they were sent, and the messages before them.</summary>
internal sealed record RawGrpcAnswer(HttpStatusCode Http, string? Status, string? Message, IReadOnlyList<byte[]> Messages)
{
    /// <summary>The answers of a TranslateStream call, by their ids.</summary>
    public Dictionary<string, TranslateStreamResponse> Answers =>
        Messages.Select(TranslateStreamResponse.Parser.ParseFrom).ToDictionary(answer => answer.Id);
}
