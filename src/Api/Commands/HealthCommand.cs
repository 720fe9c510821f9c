using System.Globalization;
using System.Net.Security;
using TransformerService.Api.Ports;

namespace TransformerService.Api.Commands;

/// <summary>
/// <c>--health</c>: asks the server that runs here with this configuration whether it is ready, for containers that have no other client.
/// </summary>
internal static class HealthCommand
{
    public const string Name = "--health";

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    public static bool IsAsked(Arguments arguments) => arguments.Flags.Contains(Name);

    /// <summary>0 if the server is ready.</summary>
    public static async Task<int> RunAsync(IEnumerable<string> settings)
    {
        var configuration = new ConfigurationBuilder()
            .AddJsonFile(Path.Combine(AppContext.BaseDirectory, "appsettings.json"), optional: true)
            .AddEnvironmentVariables()
            .AddCommandLine([.. settings])
            .Build();
        try
        {
            // The certificate names the host that callers use, not the loopback address.
            using var handler = new SocketsHttpHandler { UseProxy = false };
            handler.SslOptions.RemoteCertificateValidationCallback = static (_, _, _, faults) =>
                !faults.HasFlag(SslPolicyErrors.RemoteCertificateNotAvailable);
            using var http = new HttpClient(handler) { Timeout = Patience };
            using var answer = await http.GetAsync(Address(configuration["Kestrel:Endpoints:Http:Url"] ?? ""));
            await Console.Out.WriteLineAsync(await answer.Content.ReadAsStringAsync());
            return answer.IsSuccessStatusCode ? 0 : 1;
        }
        catch (Exception exception) when (exception is HttpRequestException or TaskCanceledException or FormatException)
        {
            await Console.Error.WriteLineAsync(exception.Message);
            return 1;
        }
    }

    /// <summary>Where a server that listens at an address can be reached from the same machine.</summary>
    /// <exception cref="FormatException">It is not an address.</exception>
    internal static Uri Address(string listening)
    {
        var bound = BindingAddress.Parse(listening);
        var host =
            bound.Host is "+" or "*" or "0.0.0.0" ? "127.0.0.1"
            : bound.Host is "[::]" ? "[::1]"
            : bound.Host;
        return new Uri(string.Create(CultureInfo.InvariantCulture, $"{bound.Scheme}://{host}:{bound.Port}{ProbePaths.Ready}"));
    }
}
