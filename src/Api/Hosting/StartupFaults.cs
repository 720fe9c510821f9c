using System.Security.Cryptography;
using Microsoft.AspNetCore.Connections;

namespace TransformerService.Api.Hosting;

/// <summary>Reports start-up faults that the operator can fix, in plain sentences instead of a stack trace.</summary>
internal static class StartupFaults
{
    private const string ServerSource = "Microsoft.AspNetCore";
    private const string LoggingSource = "Microsoft.Extensions.Logging";
    private const string CertificateLoader = "Kestrel.Core.Internal.Certificates";

    /// <summary>What the operator has to change, or <see langword="null"/> for a fault that is not the operator's.</summary>
    public static IReadOnlyList<string>? Describe(Exception exception) =>
        exception switch
        {
            ConfigurationException wrong => wrong.Faults,
            InvalidDataException { InnerException: FormatException } unreadable => [unreadable.Message], // appsettings.json is not JSON
            IOException { InnerException: AddressInUseException } taken => [taken.Message],
            IOException
            or CryptographicException
            or UnauthorizedAccessException when exception.StackTrace?.Contains(CertificateLoader, StringComparison.Ordinal) == true =>
            [
                "Kestrel:Certificates: " + exception.Message,
            ],
            FormatException
            or InvalidOperationException when exception.Source?.StartsWith(ServerSource, StringComparison.Ordinal) == true =>
            [
                "Kestrel:Endpoints: " + exception.Message.Split('\n')[0].TrimEnd(),
            ], // what follows is about development certificates
            InvalidOperationException when exception.Source?.StartsWith(LoggingSource, StringComparison.Ordinal) == true =>
            [
                "Logging: " + exception.Message,
            ],
            _ => null,
        };

    /// <summary>Writes the faults, one a line.</summary>
    public static void Print(IReadOnlyList<string> faults, TextWriter error)
    {
        if (faults is [var only])
        {
            error.WriteLine("The service does not start: " + only);
            return;
        }

        error.WriteLine("The service does not start; please change:");
        foreach (var fault in faults)
        {
            error.WriteLine("  - " + fault);
        }
    }
}
