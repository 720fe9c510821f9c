using System.Diagnostics.CodeAnalysis;

namespace TransformerService.Models.Repository;

/// <summary>Where a teacher on another TransformerService is: <c>grpc://host:port/name</c>.</summary>
/// <param name="Host">Its host, as it is written.</param>
/// <param name="Port">Its gRPC port.</param>
/// <param name="Model">The model's name there.</param>
public sealed record RemoteTeacherAddress(string Host, int Port, string Model)
{
    private const string Scheme = "grpc";

    /// <summary>Whether a model.json's <c>teacher</c> means another server, well-formed or not.</summary>
    public static bool IsMeant([NotNullWhen(true)] string? teacher) =>
        teacher is not null && teacher.StartsWith(Scheme + "://", StringComparison.OrdinalIgnoreCase);

    /// <summary>The address, or <see langword="null"/> if it is malformed: host, port and one name, nothing else.</summary>
    public static RemoteTeacherAddress? Parse(string teacher) =>
        Uri.TryCreate(teacher, UriKind.Absolute, out Uri? uri) && uri is { Scheme: Scheme, Host.Length: > 0, Port: > 0, Query: "", Fragment: "", UserInfo: "" }
        && Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')) is { Length: > 0 } model && !model.Contains('/')
            ? new RemoteTeacherAddress(uri.Host, uri.Port, model)
            : null;

    public override string ToString() => $"{Scheme}://{Host}:{Port}/{Uri.EscapeDataString(Model)}";
}
