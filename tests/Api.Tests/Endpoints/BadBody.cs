using System.Text;

namespace TransformerService.Api.Tests.Endpoints;

/// <summary>One body that must be refused.</summary>
/// <param name="Path">Where it is sent.</param>
/// <param name="Body">Its bytes.</param>
/// <param name="Mentions">What the detail must name, so that the caller knows what to change.</param>
internal sealed record BadBody(string Path, byte[] Body, string Mentions)
{
    public const string Translate = "/v1/translate";
    public const string Classify = "/v1/classify";
    public const string Score = "/v1/score";
    public const string Explain = "/v1/explain";
    public const string Tokenize = "/v1/tokenize";
    public const string Detokenize = "/v1/detokenize";
    public const string Detect = "/v1/detect";

    public string? ContentType { get; init; } = "application/json";

    public int Status { get; init; } = 400;

    public string Code { get; init; } = "invalidInput";

    public static BadBody To(string path, string body, string mentions) => new(path, Encoding.UTF8.GetBytes(body), mentions);
}
