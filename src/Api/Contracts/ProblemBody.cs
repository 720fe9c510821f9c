namespace TransformerService.Api.Contracts;

/// <summary>Why a call was not answered (RFC 9457, application/problem+json).</summary>
public sealed record ProblemBody
{
    /// <summary>The kind of problem: <c>urn:transformer-service:error:</c> and the code.</summary>
    /// <example>urn:transformer-service:error:invalidInput</example>
    public required string Type { get; init; }

    /// <summary>What this kind of problem is, the same for every occurrence.</summary>
    /// <example>The request is wrong.</example>
    public required string Title { get; init; }

    /// <summary>The HTTP status.</summary>
    /// <example>400</example>
    public required int Status { get; init; }

    /// <summary>What to change. Never repeats the text that was sent.</summary>
    /// <example>$.options.beamSize must be a whole number.</example>
    public required string Detail { get; init; }

    /// <summary>
    /// The kind of problem, for programs: invalidInput, unauthenticated, forbidden, modelNotFound, inputTooLarge, overloaded,
    /// modelNotReady, timedOut, cancelled, internal; notFound or methodNotAllowed for an unknown path or method.
    /// </summary>
    /// <example>invalidInput</example>
    public required string Code { get; init; }

    /// <summary>The W3C trace id; quote it when you report a problem.</summary>
    /// <example>0af7651916cd43dd8448eb211c80319c</example>
    public required string TraceId { get; init; }
}
