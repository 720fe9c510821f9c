using System.Net;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.Extensions.DependencyInjection;
using TransformerService.Tests.Support;
using Xunit;

namespace TransformerService.Api.Tests.Hosting;

/// <summary>A program may start servers one after another: a stopped one leaves nothing in memory.</summary>
public sealed class StoppedServerTests
{
    [Fact]
    public async Task Server_Stopped_IsCollected()
    {
        await RunAndStopAsync(); // libraries begin timers of the process in the first server that uses them, and these keep it
        var stopped = await RunAndStopAsync();

        await Eventually.HoldsAsync(() =>
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            return Task.FromResult(!stopped.IsAlive);
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async Task<WeakReference> RunAndStopAsync()
    {
        await using var server = new ApiServer(ApiServer.DefaultNames());
        await server.InitializeAsync();
        var answer = await server.PostAsync("/v1/translate", """{"text":"hello"}""");
        Assert.Equal(HttpStatusCode.OK, answer.Status);
        return new WeakReference(server.Services.GetRequiredService<IServer>());
    }
}
