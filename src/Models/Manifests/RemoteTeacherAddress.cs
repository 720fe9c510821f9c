using System.Diagnostics.CodeAnalysis;

namespace TransformerService.Models.Manifests;

/// <summary>
/// The address of a teacher on another TransformerService: <c>grpc://host:port/name</c>, with TLS <c>grpcs://host:port/name</c>.
/// </summary>
/// <param name="Host">Its host, as written.</param>
/// <param name="Port">Its gRPC port.</param>
/// <param name="Model">The model's name there.</param>
/// <param name="IsTls">Whether it uses TLS.</param>
public sealed record RemoteTeacherAddress(string Host, int Port, string Model, bool IsTls = false)
{
    private const string Scheme = "grpc";
    private const string TlsScheme = "grpcs";

    /// <summary>Whether a model.json's <c>teacher</c> refers to another server, well-formed or not.</summary>
    public static bool IsMeant([NotNullWhen(true)] string? teacher) =>
        teacher is not null
        && (
            teacher.StartsWith(Scheme + "://", StringComparison.OrdinalIgnoreCase)
            || teacher.StartsWith(TlsScheme + "://", StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>
    /// Parses the address; <see langword="null"/> if it is malformed: it must have a host, a port and one name, and nothing else.
    /// </summary>
    public static RemoteTeacherAddress? Parse(string teacher) =>
        Uri.TryCreate(teacher, UriKind.Absolute, out var uri)
        && uri is { Scheme: Scheme or TlsScheme, Host.Length: > 0, Port: > 0, Query: "", Fragment: "", UserInfo: "" }
        && Uri.UnescapeDataString(uri.AbsolutePath.TrimStart('/')) is { Length: > 0 } model
        && !model.Contains('/')
            ? new RemoteTeacherAddress(uri.Host, uri.Port, model, uri.Scheme == TlsScheme)
            : null;

    public override string ToString() => $"{(IsTls ? TlsScheme : Scheme)}://{Host}:{Port}/{Uri.EscapeDataString(Model)}";
}
