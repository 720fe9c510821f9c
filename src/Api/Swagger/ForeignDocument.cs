using System.Text.Json;
using Microsoft.OpenApi;
using TransformerService.Api.Configuration;

namespace TransformerService.Api.Swagger;

/// <summary>The OpenAPI document of another server's API: <c>/swagger/{name}/swagger.json</c>.</summary>
/// <param name="Name">Its name in the path, which is also its page's in docs/compatibility.</param>
/// <param name="Title">The API's name.</param>
/// <param name="Failure">The body of a failure. The bodies of the API are in its namespace.</param>
/// <param name="Naming">How the API's JSON names fields.</param>
internal sealed record ForeignDocument(string Name, string Title, Type Failure, JsonNamingPolicy Naming)
{
    /// <summary>Whether the API is switched on.</summary>
    public required Func<CompatibilityOptions, ForeignApiOptions> Switch { get; init; }

    /// <summary>The schemas of types that have a JSON form of their own.</summary>
    public IReadOnlyDictionary<Type, Func<OpenApiSchema>> Schemas { get; init; } = new Dictionary<Type, Func<OpenApiSchema>>();

    /// <summary>Describes a call with a body.</summary>
    public ForeignCall Post<TBody, TAnswer>(string summary, string answer, params IReadOnlyList<RequestExample> requests) =>
        new(this, summary, typeof(TAnswer), answer) { Body = typeof(TBody), Requests = requests };

    /// <summary>Describes a call without a body.</summary>
    public ForeignCall Get<TAnswer>(string summary, string answer) => new(this, summary, typeof(TAnswer), answer);

    /// <summary>Describes a call without a body, whose answer is empty.</summary>
    public ForeignCall Get(string summary) => new(this, summary, null, null);
}

/// <summary>An endpoint's metadata: its description in the document of another server's API.</summary>
/// <param name="Document">The document.</param>
/// <param name="Summary">What the call does.</param>
/// <param name="Answer">The body of the answer; <see langword="null"/> if it is empty.</param>
/// <param name="Example">An example of it.</param>
internal sealed record ForeignCall(ForeignDocument Document, string Summary, Type? Answer, string? Example)
{
    /// <summary>The body; <see langword="null"/> for a call without one.</summary>
    public Type? Body { get; init; }

    /// <summary>Examples of the body.</summary>
    public IReadOnlyList<RequestExample> Requests { get; init; } = [];

    /// <summary>The media type of the answer.</summary>
    public string Media { get; init; } = "application/json";

    /// <summary>The status of the answer.</summary>
    public int Status { get; init; } = StatusCodes.Status200OK;

    /// <summary>What may stand in the query string.</summary>
    public IReadOnlyList<QueryField> Query { get; init; } = [];
}

/// <summary>A field of a query string, which may be left out.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Description">What it says.</param>
/// <param name="Values">Its values; the first one is the default.</param>
internal sealed record QueryField(string Name, string Description, IReadOnlyList<string> Values);
