using System.Net;
using System.Text;

namespace TransformerService.Api.Tests.WorstLegal;

/// <summary>Has the teachers check every text while an attack goes on.</summary>
internal static class ShadowAll
{
    private static readonly byte[] On = """{"sampleRate":1,"maxPerSecond":1000000}"""u8.ToArray(),
        Off = """{"sampleRate":0}"""u8.ToArray();

    public static async Task WhileAsync(Attack attack, Func<Attack, Task> attackAsync)
    {
        using var admin = new Caller(attack.Server.Rest, WorstServer.AdminKey, IPAddress.Loopback);
        string[] models =
        [
            .. attack
                .Limits.Variants.GroupBy(variant => variant.Model)
                .Where(variants => variants.Count() > 1)
                .Select(variants => variants.Key),
        ];
        foreach (var model in models)
        {
            await SetAsync(admin, model, On);
        }

        await attackAsync(attack);
        foreach (var model in models)
        {
            await SetAsync(admin, model, Off);
        }
    }

    private static async Task SetAsync(Caller admin, string model, byte[] shadow)
    {
        var outcome = await admin.PostAsync($"/v1/models/{model}/shadow", shadow, CancellationToken.None);
        if (outcome is not (CallCounts.Answered or CallCounts.Closed))
        {
            throw new InvalidOperationException($"The shadow of {model} cannot be set: {outcome}, {Encoding.UTF8.GetString(shadow)}");
        }
    }
}
