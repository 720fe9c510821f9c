using Microsoft.AspNetCore.Routing.Patterns;

namespace TransformerService.Api.Errors;

/// <summary>The paths of other servers' APIs: a path or method there that does not exist fails in the form of its API.</summary>
/// <param name="endpoints">The endpoints that are mapped.</param>
internal sealed class ErrorFormPaths(EndpointDataSource endpoints)
{
    private readonly Lazy<Dictionary<string, ErrorForm>> _forms = new(() => Read(endpoints));

    /// <summary>The form of the API that has the longest start of a path; <see langword="null"/> if none has.</summary>
    public ErrorForm? FormOf(PathString path)
    {
        for (var start = (path.Value ?? "").TrimEnd('/'); start.Length > 0; start = start[..start.LastIndexOf('/')])
        {
            if (_forms.Value.TryGetValue(start, out var form))
            {
                return form;
            }
        }

        return null;
    }

    private static Dictionary<string, ErrorForm> Read(EndpointDataSource endpoints)
    {
        Dictionary<string, ErrorForm> forms = new(StringComparer.OrdinalIgnoreCase);
        var mapped = endpoints
            .Endpoints.OfType<RouteEndpoint>()
            .Select(static endpoint => (endpoint.RoutePattern, Form: endpoint.Metadata.GetMetadata<ErrorForm>()));
        foreach ((var pattern, var form) in mapped)
        {
            if (form is not null)
            {
                forms.TryAdd(StartOf(pattern), form);
                foreach (var root in form.Roots)
                {
                    forms[root] = form;
                }
            }
        }

        return forms;
    }

    /// <summary>The path up to its first parameter.</summary>
    private static string StartOf(RoutePattern pattern) =>
        string.Concat(
            pattern
                .PathSegments.Select(static segment => segment.IsSimple ? (segment.Parts[0] as RoutePatternLiteralPart)?.Content : null)
                .TakeWhile(static text => text is not null)
                .Select(static text => "/" + text)
        );
}
