using Grpc.Core;
using TransformerService.Api.Access;
using TransformerService.Api.Configuration;
using TransformerService.Api.Tests.Hosting;
using Xunit;

namespace TransformerService.Api.Tests.Access;

/// <summary>A server whose callers need a key.</summary>
internal sealed class AccessServer : ApiServer
{
    public const string CallerKey = "tsk_a-caller-of-the-tests";
    public const string AdminKey = "tsk_an-admin-of-the-tests";
    public const string LimitedKey = "tsk_one-call-a-minute";

    private static readonly (string, string)[] Settings =
    [
        .. Key(0, "app", AccessRole.Caller, CallerKey),
        .. Key(1, "ops", AccessRole.Admin, AdminKey),
        .. Key(2, "limited", AccessRole.Caller, LimitedKey),
        ("Access:Keys:2:RequestsPerMinute", "1"),
    ];

    private AccessServer(params (string Key, string Value)[] settings)
        : base(DefaultNames(), [.. Settings, .. settings]) { }

    public static async Task<AccessServer> StartAsync(params (string Key, string Value)[] settings)
    {
        var server = new AccessServer(settings);
        await server.InitializeAsync();
        return server;
    }

    /// <summary>What configures a key.</summary>
    public static (string, string)[] Key(int index, string name, AccessRole role, string key) =>
        [
            ($"Access:Keys:{index}:Name", name),
            ($"Access:Keys:{index}:Role", role.ToString()),
            ($"Access:Keys:{index}:Hash", KeyHash.Of(key).ToString()),
        ];

    /// <summary>Metadata with a key, or none.</summary>
    public static Metadata Metadata(string? key) => key is null ? [] : new Metadata { { "x-api-key", key } };

    /// <summary>A call with a key, or without one.</summary>
    public Task<Answer> GetAsync(string path, string? key, Uri? address = null) =>
        SendAsync(HttpMethod.Get, path, key is null ? [] : [("X-API-Key", key)], address);

    public async Task<Answer> SendAsync(HttpMethod method, string path, (string Name, string Value)[] headers, Uri? address = null)
    {
        using var request = new HttpRequestMessage(method, new Uri(address ?? Address, path));
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return await Answer.ReadAsync(response);
    }
}
