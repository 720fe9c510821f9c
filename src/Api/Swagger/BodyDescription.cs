namespace TransformerService.Api.Swagger;

/// <summary>An endpoint's metadata: the body that it reads itself, with examples of it and of the answer.</summary>
internal sealed record BodyDescription(Type Body, IReadOnlyList<RequestExample> Requests, string Answer);
