using System.Net;
using System.Net.Sockets;

namespace ExhibitionCrm.AppHost;

/// <summary>Ports of this machine.</summary>
public static class Ports
{
    /// <summary>Whether a program listens on it, on either of the addresses that "localhost" stands for.</summary>
    public static bool IsTaken(int? port) => port is { } number && (!IsFree(IPAddress.Loopback, number) || (Socket.OSSupportsIPv6 && !IsFree(IPAddress.IPv6Loopback, number)));

    public static int FindFree()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool IsFree(IPAddress address, int port)
    {
        try
        {
            using var listener = new TcpListener(address, port);
            listener.Start();
            return true;
        }
        catch (SocketException e)
        {
            // A machine may know IPv6 and have no such address.
            return e.SocketErrorCode == SocketError.AddressNotAvailable;
        }
    }
}
